import type { Entity, Part } from '../../factories/entity';
import { misfit } from '../../../shared/fields/values';

/** @see https://www.amocrm.ru/developers/content/crm_platform/webhooks-api */
export const webhook: Entity = {
	name: 'webhook',
	singular: 'webhook',
	plural: 'webhooks',
	path: '/api/v4/webhooks',
	collection: 'webhooks',
	pageSize: 'whole',
};

/** amoCRM knows a webhook by its address. */
export const destination: Part = {
	name: 'destination',
	gap: 'destination',
	property: {
		displayName: 'Destination',
		name: 'destination',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. https://n8n.example.com/webhook/amocrm',
		description: 'Address that amoCRM calls; its query is part of it',
	},
	read: (value) => {
		const address = String(value ?? '').trim();
		if (/^https?:\/\/[\x21-\x7e]+$/.test(address)) return address;
		throw misfit('Destination', value, 'a whole address in Latin letters (punycode for others)');
	},
};
