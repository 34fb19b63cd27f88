import { offsetAt } from '../state/zones';
import { CURRENCY_SYMBOLS } from './currencies';
import { listOfType } from './catalogs';
import { readWith, type ListRules } from './list';
import { hal, refuse, self, type ApiCall, type Endpoint } from './kit';

/** The sample of amocrm.ru/developers: crm/account-info says `date_formant`; the official client reads `date_format`: github.com/amocrm/amocrm-api-php. */
const dates = ({ account: { info }, now }: ApiCall) => ({
	date_pattern: 'd.m.Y H:i',
	short_date_pattern: 'd.m.Y',
	short_time_pattern: 'H:i',
	date_format: 'd.m.Y',
	time_format: 'H:i:s',
	timezone: info.timeZone,
	timezone_offset: offsetAt(info.timeZone, now),
});

type Extra = (call: ApiCall) => unknown;

/** What `with` adds beside the account's own keys. */
const BESIDE: Record<string, Extra> = {
	amojo_id: ({ account }) => account.amojoId,
	uuid: ({ account }) => account.uuid,
	version: () => 11,
	drive_url: ({ account }) => `https://${account.driveHost}`,
	is_api_filter_enabled: ({ account }) => account.filterOption || account.info.platform === 'kommo',
	invoices_settings: ({ account }) => ({
		lang: null,
		invoices_catalog_id: listOfType(account, 'invoices')?.id ?? null,
	}),
	entity_names: () => ({ leads: { en: { gender: 'm', plural_form: {}, singular_form: {} } } }),
};

/** What `with` adds to `_embedded`. */
const EMBEDDED: Record<string, Extra> = {
	amojo_rights: () => ({ can_direct: true, can_create_groups: true }),
	users_groups: () => [{ id: 0, name: 'Sales', uuid: null }],
	task_types: ({ account }) => account.collection('task_types').all(),
	datetime_settings: dates,
};

const RULES: ListRules = { withs: [...Object.keys(BESIDE), ...Object.keys(EMBEDDED)] };

function asked(call: ApiCall, withs: Set<string>, extras: Record<string, Extra>) {
	const names = Object.keys(extras).filter((name) => withs.has(name));
	return Object.fromEntries(names.map((name) => [name, extras[name](call)]));
}

function baseKeys({ account: { info, customersMode }, userId }: ApiCall) {
	return {
		id: info.id,
		name: info.name,
		subdomain: info.subdomain,
		current_user_id: userId,
		country: info.country,
		currency: info.currency,
		currency_symbol: CURRENCY_SYMBOLS[info.currency] ?? info.currency,
		customers_mode: customersMode.is_enabled ? customersMode.mode : 'disabled',
		is_unsorted_on: true,
		is_loss_reason_enabled: true,
		is_helpbot_enabled: false,
		is_technical_account: false,
		contact_name_display_order: 1,
	};
}

export const accountEndpoints: Endpoint[] = [
	{
		method: 'GET',
		path: '/account',
		run(call) {
			const unknown = Object.keys(call.query).find((name) => name !== 'with');
			if (unknown !== undefined) throw refuse(400, `The parameter ${unknown} is not supported`);
			const withs = readWith(call, RULES);
			const embedded = asked(call, withs, EMBEDDED);
			return hal({
				...baseKeys(call),
				...asked(call, withs, BESIDE),
				_links: self(call, '/account'),
				...(Object.keys(embedded).length > 0 ? { _embedded: embedded } : {}),
			});
		},
	},
];
