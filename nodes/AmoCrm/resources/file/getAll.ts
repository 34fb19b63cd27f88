import {
	choiceFilter,
	lookupFilter,
	momentFilters,
	numberFilters,
	readAs,
	textFilter,
	textsIn,
	type Filter,
} from '../../factories/filter';
import { required } from '../../factories/input';
import { FLAGS_TAKEN, toFlag } from '../../../shared/fields/values';
import { listOperation } from '../../factories/readOperations';
import { users } from '../../../shared/editor/lookup';
import { file, IN_TRASH } from './file';

const extensions: Filter = {
	property: {
		displayName: 'Extensions',
		name: 'extensions',
		type: 'string',
		default: '',
		placeholder: 'e.g. pdf, png',
		description: 'Endings of the names, separated by commas',
	},
	read: (value) => ({ query: { 'filter[extensions][]': textsIn('Extensions', value) } }),
};

export const uuids: Filter = {
	...textFilter('uuids', 'UUIDs', 'filter[uuid]', { description: 'Separated by commas' }),
	read: (value) => {
		const wanted = textsIn('UUIDs', value);
		return {
			query: { 'filter[uuid]': wanted },
			isJoined: true,
			passes: ({ uuid }) => wanted.includes(String(uuid)),
		};
	},
};

const trashed: Filter = {
	property: {
		displayName: 'In Trash',
		name: 'trashed',
		type: 'boolean',
		default: true,
		description: 'Whether to return deleted files in place of the others',
	},
	read: (value) => ({
		query: required('In Trash', toFlag, FLAGS_TAKEN)(value) ? IN_TRASH : {},
	}),
};

/** Files name clients and robots in another way than the filter does. */
const byUser = (name: string, displayName: string, held: string): Filter =>
	readAs(lookupFilter(name, displayName, held, users), () => ({ passes: undefined }));

export const getAll = listOperation(file, {
	filters: [
		uuids,
		textFilter('name', 'Name', 'filter[name]', {
			description: 'The whole name without its ending',
		}),
		textFilter('term', 'Search Text', 'filter[term]', {
			description: 'A part of the name of the file, or of a card that has it',
		}),
		extensions,
		trashed,
		choiceFilter(
			'dateType',
			'Date Of',
			'filter[date][type]',
			[
				{ name: 'Creation', value: 'created_at' },
				{ name: 'Last Change', value: 'updated_at' },
			],
			{ description: 'Goes together with Date After or Date Before' },
		),
		...momentFilters('date', 'Date', 'date'),
		...numberFilters('size', 'Size in Bytes', 'size'),
		byUser('createdBy', 'Created By', 'created_by'),
		byUser('updatedBy', 'Updated By', 'updated_by'),
	],
});
