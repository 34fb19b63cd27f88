import type { Model } from '../state/collection';
import { searchTexts } from './cards';
import { catalogAt, needsAccess } from './catalogs';
import { text, type Fields } from './checks';
import { nameOf, pathOf } from './family';
import { applyFieldList, fieldList } from './fieldList';
import { numbers } from './filters';
import { self, type ApiCall, type Endpoint, type Present } from './kit';
import { resourceEndpoints } from './resource';

/** What lists hold. amocrm.ru/developers: crm/catalogs-api. */
const PLACE = { path: '/catalogs/:cid/elements' };
const LIST = { path: '/catalogs/:cid' };

const fieldsOf = (call: ApiCall): Fields => ({
	name: { check: text({ min: 1 }), required: 'create' },
	custom_fields_values: fieldList(nameOf(call, LIST)),
});

function apply(call: ApiCall, element: Model, value: Record<string, unknown>): void {
	const { account, userId, now } = call;
	if (value.name !== undefined) element.name = value.name;
	applyFieldList(account, nameOf(call, LIST), element, value.custom_fields_values);
	Object.assign(element, { updated_by: userId, updated_at: now });
}

function createElement(call: ApiCall, value: Record<string, unknown>): Model {
	const { account, userId, now } = call;
	const element: Model = {
		id: account.ids.take('entity'),
		name: '',
		created_by: userId,
		created_at: now,
		is_deleted: false,
		custom_fields_values: null,
		catalog_id: catalogAt(call).id,
		account_id: account.info.id,
	};
	apply(call, element, value);
	return element;
}

const isInvoice = (call: ApiCall): boolean => catalogAt(call).type === 'invoices';

/** The page that the payer sees. */
function invoiceLink(call: ApiCall, { id }: Model): string | null {
	const { baseDomain } = call.account.info;
	return isInvoice(call) ? `https://pay.${baseDomain}/${Number(id).toString(36)}` : null;
}

const links = (call: ApiCall, { id }: Model) => self(call, `${pathOf(call, PLACE)}/${id}`);

const present: Present = (call, element, withs) => ({
	...element,
	...(withs.has('invoice_link') ? { invoice_link: invoiceLink(call, element) } : {}),
	_links: links(call, element),
	...(isInvoice(call) ? { _embedded: { warning: { message: null } } } : {}),
});

const presentWritten = (element: Model, call: ApiCall) => ({
	...element,
	invoice_link: invoiceLink(call, element),
	_links: links(call, element),
});

export const elementEndpoints: Endpoint[] = resourceEndpoints({
	...PLACE,
	key: 'elements',
	missing: 204,
	guard(call) {
		needsAccess(call);
		catalogAt(call);
	},
	present,
	list: { filters: { id: numbers('id') }, withs: ['invoice_link'], searchIn: searchTexts },
	write: {
		fields: fieldsOf,
		create: createElement,
		update: apply,
		oneRepeatsRequestId: true,
		ownRequestId: (id, index, mode) => (mode === 'create' ? index : id),
		answerCreate: presentWritten,
		answerUpdate: (element, call) => ({
			...presentWritten(element, call),
			custom_fields_values: element.custom_fields_values ?? [],
		}),
	},
});
