import type { INodePropertyOptions } from 'n8n-workflow';

import { type Entity, wordPart } from '../../factories/entity';

/** @see https://developers.kommo.com/reference/salesbot */
export const salesbot: Entity = {
	name: 'salesbot',
	singular: 'Salesbot',
	plural: 'Salesbots',
	path: '/api/v4/bots',
	collection: 'items',
	listedBy: 'kommo',
};

const kinds: INodePropertyOptions[] = [
	{ name: 'Contacts', value: 'contacts' },
	{ name: 'Leads', value: 'leads' },
];

/** Where bots work. */
export const botCardType = wordPart('cardType', 'Card Type', kinds, { usual: 'leads' });
