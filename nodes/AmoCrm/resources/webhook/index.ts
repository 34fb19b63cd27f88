import { exactFilter } from '../../factories/filter';
import { listOperation } from '../../factories/readOperations';
import { writeOperation } from '../../factories/writeOperations';
import { inAccount } from '../inAccount';
import { subscribe } from './subscribe';
import { destination, webhook } from './webhook';

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
