import { toTags } from '../../shared/fields/native';
import { isBlank } from '../../shared/fields/values';
import { cardParts, cardType } from '../cards/anyCard';
import type { Entity } from '../factories/entity';
import { exactFilter, idsFilter, textFilter } from '../factories/filter';
import { inputForm } from '../factories/form';
import { textInput } from '../factories/input';
import type { AccountOperation } from '../factories/operation';
import { listOperation } from '../factories/readOperations';
import { inAccount } from '../factories/resource';
import { inBatches } from '../factories/write';
import {
	createOperation,
	type WriteDescription,
	writeOperation,
} from '../factories/writeOperations';

/**
 * Every kind of card has tags of its own.
 * @see https://www.amocrm.ru/developers/content/crm_platform/tags-api
 */
const tag: Entity = {
	name: 'tag',
	singular: 'tag',
	plural: 'tags',
	path: '/api/v4/{cardType}/tags',
	collection: 'tags',
	parents: [cardType],
	search: {},
};

/** Changes the tags of cards; the other tags of a card stay. */
const changeTags = (
	key: 'tags_to_add' | 'tags_to_delete',
	words: Pick<WriteDescription, 'name' | 'displayName' | 'description' | 'action'>,
): AccountOperation =>
	writeOperation({
		...words,
		method: 'PATCH',
		path: '/api/v4/{cardType}',
		collection: '{cardType}',
		parts: cardParts(cardType),
		form: inputForm([
			{
				...textInput(key, 'Tags', {
					name: 'tags',
					description: 'Names of tags, separated by commas',
					placeholder: 'e.g. VIP, n8n',
				}),
				encode: (value) => {
					const tags = isBlank(value) ? [] : toTags(value);
					return tags.length > 0 ? tags : undefined;
				},
			},
		]),
		also: (gaps) => ({ id: gaps.card }),
		send: inBatches(),
	});

const addTo = changeTags('tags_to_add', {
	name: 'addTo',
	displayName: 'Add to Card',
	description: 'Add tags to a card; those that are new to the account are created',
	action: 'Add tags to a card',
});

const removeFrom = changeTags('tags_to_delete', {
	name: 'removeFrom',
	displayName: 'Remove From Card',
	description: 'Take tags off a card',
	action: 'Remove tags from a card',
});

const create = createOperation(
	tag,
	inputForm(
		[textInput('name', 'Name')],
		[
			{
				...textInput('color', 'Color', {
					type: 'color',
					description: 'Only tags of leads have one',
				}),
				encode: (value) => (value ? String(value).replace('#', '').toLowerCase() : undefined),
			},
		],
	),
);

const getAll = listOperation(tag, {
	filters: [
		idsFilter('ids', 'IDs', 'id'),
		exactFilter('name', 'Name', 'filter[name]', { description: 'The whole name' }),
		textFilter('query', 'Search Text', 'query', { description: 'Looked for in the names' }),
	],
});

export const tagResource = inAccount({
	name: 'tag',
	displayName: 'Tag',
	operations: [addTo, create, getAll, removeFrom],
});
