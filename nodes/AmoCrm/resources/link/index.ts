import { pick } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { choiceFilter, exactFilter, readAs, textFilter } from '../../factories/filter';
import { booleanInput, integerInput, numberInput } from '../../factories/input';
import { inBatches } from '../../factories/write';
import { listOperation } from '../../factories/readOperations';
import { writeOperation } from '../../factories/writeOperations';
import { inAccount } from '../inAccount';
import { from, targetForm, link, TARGET_KINDS } from './link';

const remove = writeOperation({
	name: 'delete',
	displayName: 'Delete',
	description: 'Take a link between two cards away; the cards stay',
	action: 'Delete a link',
	method: 'POST',
	path: '/api/v4/{cardType}/unlink',
	parts: from,
	form: targetForm([]),
	also: ({ card }) => ({ entity_id: card }),
	send: inBatches({ isUnnumbered: true }),
	show: (_answer, _gaps, body) => ({
		deleted: true,
		...pick(body, 'entity_id', 'to_entity_id', 'to_entity_type'),
	}),
});

const create = writeOperation({
	name: 'create',
	displayName: 'Create',
	description: 'Link a card to another one, or to an element of a list',
	action: 'Create a link',
	method: 'POST',
	path: '/api/v4/{cardType}/link',
	collection: 'links',
	parts: from,
	form: targetForm([
		booleanInput('is_main', 'Main Contact', 'Whether the contact becomes the main one of the lead'),
		integerInput('price_id', 'Price Field ID', {
			description: 'The field of the list that holds the price of the element',
		}),
		numberInput('quantity', 'Quantity', { default: 1, description: 'How many of the element' }),
	]),
	also: ({ card }) => ({ entity_id: card }),
	send: inBatches({ isUnnumbered: true }),
});

const isOf =
	(catalog: unknown) =>
	({ metadata }: IDataObject) => {
		const { catalog_id: own } = (metadata ?? {}) as IDataObject;
		return String(own) === String(catalog).trim();
	};

const getAll = listOperation(link, {
	filters: [
		choiceFilter('toType', 'Linked Type', 'filter[to_entity_type]', TARGET_KINDS, {
			description: 'Goes together with Linked ID',
		}),
		exactFilter('toId', 'Linked ID', 'filter[to_entity_id]', {
			description: 'Goes together with Linked Type',
		}),
		readAs(
			textFilter('catalogId', 'List ID', 'filter[to_catalog_id]', {
				description: 'Only elements of this list',
			}),
			({ query }) => ({ passes: isOf(query['filter[to_catalog_id]']) }),
		),
	],
});

export const linkResource = inAccount({
	name: 'link',
	displayName: 'Link',
	operations: [create, remove, getAll],
});
