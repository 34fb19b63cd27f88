import { inAccount } from '../inAccount';
import { getAll } from './getAll';

export const currencyResource = inAccount({
	name: 'currency',
	displayName: 'Currency',
	operations: [getAll],
});
