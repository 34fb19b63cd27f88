import { inAccount } from '../inAccount';
import { getAll } from './getAll';
import { subscribe } from './subscribe';
import { unsubscribe } from './unsubscribe';

export const webhookResource = inAccount({
	name: 'webhook',
	displayName: 'Webhook',
	operations: [getAll, subscribe, unsubscribe],
});
