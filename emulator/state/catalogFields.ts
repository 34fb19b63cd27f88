import type { AccountState, EnumOption } from './account';
import { fieldDefaults, seedGroups } from './seed';

/** What the lists of invoices and products are born with. amocrm.ru/developers: crm/catalogs, catalogs/products. */
interface Plan {
	code: string;
	name: string;
	type: string;
	/** Codes of the options, for types that have them. */
	options?: string[];
}

const PLANS: Record<string, Plan[]> = {
	products: [
		{ code: 'SKU', name: 'SKU', type: 'text' },
		{ code: 'DESCRIPTION', name: 'Description', type: 'textarea' },
		{ code: 'PRICE', name: 'Price', type: 'price' },
		{ code: 'GROUP', name: 'Group', type: 'category' },
		{ code: 'EXTERNAL_ID', name: 'External ID', type: 'text' },
	],
	invoices: [
		{
			code: 'BILL_STATUS',
			name: 'Status',
			type: 'select',
			options: ['created', 'paid', 'paid_in_advance', 'partially_paid'],
		},
		{ code: 'PAYER', name: 'Payer', type: 'payer' },
		{ code: 'SUPPLIER', name: 'Supplier', type: 'supplier' },
		{ code: 'ITEMS', name: 'Items', type: 'items' },
		{
			code: 'BILL_VAT_TYPE',
			name: 'VAT',
			type: 'select',
			options: ['vat_exempt', 'vat_included', 'vat_not_included'],
		},
		{ code: 'BILL_PAYMENT_DATE', name: 'Paid on', type: 'date_time' },
		{ code: 'BILL_COMMENT', name: 'Comment', type: 'textarea' },
		{ code: 'BILL_PRICE', name: 'Total', type: 'numeric' },
	],
};

/** Every key of a field of a list. */
export const catalogFieldDefaults = (accountId: number, catalogId: number) => ({
	...fieldDefaults(accountId, 'catalogs'),
	catalog_id: catalogId,
});

const optionsOf = ({ ids }: AccountState, codes: string[]): EnumOption[] =>
	codes.map((code, sort) => ({
		id: ids.take('enum'),
		value: code.replaceAll('_', ' '),
		sort,
		code,
	}));

export function furnishCatalog(account: AccountState, id: number, type: string): void {
	const card = `catalogs/${id}`;
	seedGroups(account, card, 'catalogs');
	for (const { options, ...plan } of PLANS[type] ?? []) {
		account.collection(`${card}/custom_fields`).insert({
			...catalogFieldDefaults(account.info.id, id),
			...plan,
			id: account.ids.take('field'),
			enums: options ? optionsOf(account, options) : null,
			nested: plan.type === 'category' ? [] : null,
			is_deletable: false,
			is_predefined: true,
		});
	}
}
