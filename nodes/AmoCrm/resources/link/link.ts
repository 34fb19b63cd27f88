import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { anyCard, CARD_KINDS, cardParts, cardType, locateCard } from '../../cards/anyCard';
import {
	type Entity,
	locate,
	wordPart,
	type Part,
	gapsOf,
	propertiesOf,
} from '../../factories/entity';
import { additionalFields, readAdditional, type Form } from '../../factories/form';
import { encodeInputs, type Input } from '../../factories/input';
import { nameInAccount } from '../../factories/missing';
import { offersOf } from '../../factories/operation';
import { catalog } from '../catalog/catalog';

export const TARGET_KINDS: INodePropertyOptions[] = [
	...CARD_KINDS,
	{ name: 'List Element', value: 'catalog_elements' },
];

/** Fill the path: whose links they are. */
export const from: Part[] = cardParts(cardType);

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
export const targetForm = (metadata: Input[]): Form => ({
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
export const link: Entity = {
	name: 'link',
	singular: 'link',
	plural: 'links',
	path: '/api/v4/{cardType}/{card}/links',
	collection: 'links',
	parents: from,
	identify: ({ to_entity_type, to_entity_id, metadata }) =>
		[to_entity_type, to_entity_id, (metadata as IDataObject | null)?.catalog_id].join('/'),
};
