import { inputForm } from '../../factories/form';
import { integerInput } from '../../factories/input';
import type { AccountOperation } from '../../factories/operation';
import { ownPart } from '../../factories/entity';
import { writeOperation, type WriteDescription } from '../../factories/writeOperations';
import { customer } from '../customer/customer';

/**
 * Changes how many points a customer has.
 * @see https://www.amocrm.ru/developers/content/crm_platform/customers-api
 */
export const changePoints = (
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
