import { inAccount } from '../inAccount';
import { getAll } from './getAll';

export const subscriptionResource = inAccount({
	name: 'subscription',
	displayName: 'Subscription',
	operations: [getAll],
});
