import { pick } from 'lodash';
import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { anyCard, CARD_KINDS, cardParts, cardType, locateCard } from '../cards/anyCard';
import {
	type Entity,
	gapsOf,
	locate,
	type Part,
	propertiesOf,
	wordPart,
} from '../factories/entity';
import { choiceFilter, exactFilter, readAs, textFilter } from '../factories/filter';
import { additionalFields, type Form, readAdditional } from '../factories/form';
import {
	booleanInput,
	encodeInputs,
	type Input,
	integerInput,
	numberInput,
} from '../factories/input';
import { nameInAccount } from '../factories/missing';
import { offersOf } from '../factories/operation';
import { listOperation } from '../factories/readOperations';
import { inAccount } from '../factories/resource';
import { inBatches } from '../factories/write';
import { writeOperation } from '../factories/writeOperations';
import { catalog } from './catalog';

const TARGET_KINDS: INodePropertyOptions[] = [
	...CARD_KINDS,
	{ name: 'List Element', value: 'catalog_elements' },
];

/** Fill the path: whose links they are. */
const from: Part[] = cardParts(cardType);

const toType = wordPart('toType', 'Link To', TARGET_KINDS, {
	description: 'What the card is linked to',
	usual: 'contacts',
});

const isElement = (type: unknown) => type === 'catalog_elements';

const shownWhere = (property: INodeProperties, condition: 'show' | 'hide'): INodeProperties => ({
	...property,
	displayOptions: { [condition]: { toType: ['catalog_elements'] } },
});

const linkedCard = locateCard(anyCard('linkedCard', toType), toType, {
	displayName: 'Linked Card',
});

const linkedCatalog = locate(catalog);

const element: Entity = {
	name: 'linkedElement',
	singular: 'list element',
	plural: 'list elements',
	path: '/api/v4/catalogs/{catalog}/elements',
	collection: 'elements',
	parents: [linkedCatalog],
	search: {},
};

const linkedElement = locate(element, { displayName: 'Linked Element' });

/** What a card is linked to; `metadata` says how. */
const targetForm = (metadata: Input[]): Form => ({
	properties: [
		...propertiesOf([toType]),
		shownWhere(linkedCard.property, 'hide'),
		shownWhere(linkedCatalog.property, 'show'),
		shownWhere(linkedElement.property, 'show'),
		...additionalFields(metadata),
	],
	offers: offersOf([linkedCard, linkedCatalog, linkedElement]),
	encode: async (_session, item) => {
		const read = (part: Part) => gapsOf([part], item)[part.gap];
		const chosen = read(toType);
		const { toType: type } = isElement(chosen)
			? { toType: chosen }
			: gapsOf([toType, linkedCard], item);
		const given = encodeInputs(metadata, readAdditional(metadata, item), item.zone);
		const target = isElement(type) ? linkedElement : linkedCard;
		const id = read(target);
		const how = isElement(type) ? { ...given, catalog_id: read(linkedCatalog) } : given;
		return {
			body: {
				to_entity_type: type,
				to_entity_id: id,
				...(Object.keys(how).length > 0 ? { metadata: how } : {}),
			},
			nameOf: (path) => (path === 'to_entity_id' ? target.property.displayName : undefined),
			namedAt: (path) =>
				path === 'to_entity_id' && target.entity
					? nameInAccount(target.entity, id, { toType: type })
					: undefined,
		};
	},
});

/** @see https://www.amocrm.ru/developers/content/crm_platform/entity-links-api */
const link: Entity = {
	name: 'link',
	singular: 'link',
	plural: 'links',
	path: '/api/v4/{cardType}/{card}/links',
	collection: 'links',
	parents: from,
	identify: ({ to_entity_type, to_entity_id, metadata }) =>
		[to_entity_type, to_entity_id, (metadata as IDataObject | null)?.catalog_id].join('/'),
};

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
