import { ownPart } from '../factories/entity';
import { inputForm } from '../factories/form';
import { integerInput } from '../factories/input';
import type { AccountOperation } from '../factories/operation';
import { inAccount } from '../factories/resource';
import { type WriteDescription, writeOperation } from '../factories/writeOperations';
import { customer } from './customer';

/**
 * Changes how many points a customer has.
 * @see https://www.amocrm.ru/developers/content/crm_platform/customers-api
 */
const changePoints = (
	words: Pick<WriteDescription, 'name' | 'displayName' | 'description' | 'action'>,
): AccountOperation =>
	writeOperation({
		...words,
		method: 'POST',
		path: `${customer.path}/{id}/bonus_points`,
		parts: [ownPart(customer)],
		form: inputForm([
			integerInput(words.name, 'Points', {
				name: 'points',
				default: 1,
				typeOptions: { minValue: 1 },
			}),
		]),
		show: ({ bonus_points }, { id }) => ({ customer_id: id, bonus_points }),
	});

const earn = changePoints({
	name: 'earn',
	displayName: 'Earn',
	description: 'Give bonus points to a customer',
	action: 'Give bonus points to a customer',
});

const redeem = changePoints({
	name: 'redeem',
	displayName: 'Redeem',
	description: 'Take bonus points from a customer',
	action: 'Take bonus points from a customer',
});

export const customerBonusResource = inAccount({
	name: 'customerBonus',
	displayName: 'Customer Bonus',
	operations: [earn, redeem],
});
