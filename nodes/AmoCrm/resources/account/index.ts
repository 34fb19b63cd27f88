import { inAccount } from '../inAccount';
import { get } from './get';

export const accountResource = inAccount({
	name: 'account',
	displayName: 'Account',
	operations: [get],
});
