import { changePoints } from './points';

export const redeem = changePoints({
	name: 'redeem',
	displayName: 'Redeem',
	description: 'Take bonus points from a customer',
	action: 'Take bonus points from a customer',
});
