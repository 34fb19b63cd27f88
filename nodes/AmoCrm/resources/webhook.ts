import { misfit } from '../../shared/fields/values';
import { eventOptions } from '../../shared/hooks/codes';
import type { Entity, Part } from '../factories/entity';
import { exactFilter } from '../factories/filter';
import { type Form, inputForm } from '../factories/form';
import { choicesInput, integerInput, listInput } from '../factories/input';
import { listOperation } from '../factories/readOperations';
import { inAccount } from '../factories/resource';
import { writeOperation } from '../factories/writeOperations';

/** @see https://www.amocrm.ru/developers/content/crm_platform/webhooks-api */
const webhook: Entity = {
	name: 'webhook',
	singular: 'webhook',
	plural: 'webhooks',
	path: '/api/v4/webhooks',
	collection: 'webhooks',
	pageSize: 'whole',
};

/** amoCRM knows a webhook by its address. */
const destination: Part = {
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

const eventInputs = inputForm(
	[choicesInput('settings', 'Events', eventOptions, { name: 'events' })],
	[
		listInput('others', 'Other Event Codes', {
			placeholder: 'e.g. restore_customer',
			description: 'Codes that are not in the list of events, separated by commas',
		}),
		integerInput('sort', 'Sort', { description: 'Its place among the webhooks' }),
	],
);

/** Codes of the list and others go to amoCRM as one list. */
const subscribeForm: Form = {
	...eventInputs,
	encode: async (session, item, gaps) => {
		const { body, nameOf } = await eventInputs.encode(session, item, gaps);
		const { settings, others, ...rest } = body as { settings: string[]; others?: string[] };
		return { body: { ...rest, settings: [...settings, ...(others ?? [])] }, nameOf };
	},
};

const subscribe = writeOperation({
	name: 'subscribe',
	displayName: 'Subscribe',
	description:
		'Let amoCRM call an address when something happens; the same address again changes its events',
	action: 'Subscribe a webhook',
	method: 'POST',
	path: webhook.path,
	parts: [destination],
	form: subscribeForm,
	also: ({ destination: address }) => ({ destination: address }),
});

const unsubscribe = writeOperation({
	name: 'unsubscribe',
	displayName: 'Unsubscribe',
	description: 'Let amoCRM no longer call an address',
	action: 'Unsubscribe a webhook',
	method: 'DELETE',
	path: webhook.path,
	parts: [destination],
	also: ({ destination: address }) => ({ destination: address }),
	show: (_answer, { destination: address }) => ({ unsubscribed: true, destination: address }),
});

const getAll = listOperation(webhook, {
	filters: [
		exactFilter('destination', 'Destination', 'filter[destination]', {
			description: 'The whole address',
		}),
	],
});

export const webhookResource = inAccount({
	name: 'webhook',
	displayName: 'Webhook',
	operations: [getAll, subscribe, unsubscribe],
});
