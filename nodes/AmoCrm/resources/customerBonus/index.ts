import { inAccount } from '../inAccount';
import { earn } from './earn';
import { redeem } from './redeem';

export const customerBonusResource = inAccount({
	name: 'customerBonus',
	displayName: 'Customer Bonus',
	operations: [earn, redeem],
});
