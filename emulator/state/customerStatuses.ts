import type { AccountState } from './account';

/** Those that can't be deleted; new ones are put between them. amocrm.ru/developers: crm/customers-statuses-api. */
const CUSTOMER_STATUSES = [
	{ name: 'Recently purchased', color: '#ccff66', type: 4 },
	{ name: 'Expected purchase', color: '#99ccff', type: 1 },
	{ name: 'Did not purchase', color: '#fd5598', type: 2 },
	{ name: 'Closed', color: '#d5d8db', type: 3 },
];

export function seedCustomerStatuses(account: AccountState): void {
	CUSTOMER_STATUSES.forEach((status, sort) => {
		const id = account.ids.take('status');
		account.collection('customers/statuses').insert({
			...customerStatusDefaults(account.info.id),
			...status,
			id,
			sort,
			is_default: true,
		});
	});
}

/** Every key of a customer's status. */
export function customerStatusDefaults(accountId: number) {
	return {
		id: 0,
		name: '',
		sort: 0,
		is_default: false,
		conditions: [] as unknown[],
		color: '#fffeb2',
		type: 0,
		account_id: accountId,
	};
}
