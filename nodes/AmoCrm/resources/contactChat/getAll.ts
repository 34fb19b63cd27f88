import { idsFilter, textFilter, type Filter } from '../../factories/filter';
import { splitList } from '../../../shared/splitList';
import { listOperation } from '../../factories/readOperations';
import { contactChat } from './contactChat';

/** Here amoCRM takes filters without the word `filter`. */
const plainly = (filter: Filter, key: string): Filter => ({
	...filter,
	read: (value) => {
		const wanted = splitList(value).map(String);
		return {
			query: { [`${key}[]`]: wanted },
			passes: ({ [key]: own }) => own === undefined || wanted.includes(String(own)),
		};
	},
});

export const getAll = listOperation(contactChat, {
	filters: [
		plainly(
			idsFilter('contactIds', 'Contact IDs', 'contact_id', {
				description: 'Separated by commas. amoCRM wants these or Chat IDs.',
			}),
			'contact_id',
		),
		plainly(
			textFilter('chatIds', 'Chat IDs', 'chat_id', {
				description: 'Separated by commas. amoCRM wants these or Contact IDs.',
			}),
			'chat_id',
		),
	],
});
