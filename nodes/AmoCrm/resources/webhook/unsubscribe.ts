import { writeOperation } from '../../factories/writeOperations';
import { destination, webhook } from './webhook';

export const unsubscribe = writeOperation({
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
