import type { CustomersMode } from '../state/account';
import { choice, flag, must, object } from './checks';
import { readOne } from './batch';
import { hal, refuse, type ApiCall, type Endpoint } from './kit';

/** Whether and how the account keeps customers. amocrm.ru/developers: crm/customers-api. */
const CHECK = object({
	mode: must(choice('segments', 'periodicity')),
	is_enabled: must(flag),
});

/** Refuses what belongs to the other mode. */
export const needsMode = (mode: CustomersMode['mode']) => {
	return ({ account }: ApiCall): void => {
		if (!account.leadsCustomersBy(mode)) throw refuse(422, `Customers are not led by ${mode}`);
	};
};

export const customersModeEndpoints: Endpoint[] = [
	{
		method: 'PATCH',
		path: '/customers/mode',
		adminOnly: true,
		run(call) {
			const { value } = readOne(call, { check: CHECK, mode: 'update' });
			call.account.customersMode = value as unknown as CustomersMode;
			return hal(value);
		},
	},
];
