import { changePoints } from './points';

export const earn = changePoints({
	name: 'earn',
	displayName: 'Earn',
	description: 'Give bonus points to a customer',
	action: 'Give bonus points to a customer',
});
