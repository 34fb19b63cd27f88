import { omit } from 'lodash';
import type { AccountState } from '../state/account';
import { furnishCatalog } from '../state/catalogFields';
import type { Model } from '../state/collection';
import { choice, flag, integer, notAChoice, text, type Fields, type Problem } from './checks';
import type { Item } from './batch';
import { findModel } from './family';
import { pathId, refuse, self, type ApiCall, type Endpoint, type Present } from './kit';
import { atMost, resourceEndpoints, type Resource } from './resource';

/** Lists, of which invoices and products are two. amocrm.ru/developers: crm/catalogs-api. */
const MAX_CATALOGS = 10;

/** An account has one list of each. */
const SINGLE = ['invoices', 'products'];

const FIELDS: Fields = {
	name: { check: text({ min: 1 }), required: 'create' },
	type: { check: choice('regular', ...SINGLE), only: 'create' },
	sort: integer({ min: 0 }),
	can_add_elements: flag,
	can_link_multiple: flag,
};

/** For those whose rights open the lists. */
export function needsAccess({ account, userId, isAdmin }: ApiCall): void {
	const { catalog_access } = account.collection('users').get(userId)?.rights as Model;
	if (!isAdmin && catalog_access !== true) throw refuse(403, 'The user has no access to lists');
}

const hasRoom = atMost(MAX_CATALOGS, { path: '/catalogs' });

export const listOfType = (account: AccountState, type: unknown): Model | undefined =>
	account
		.collection('catalogs')
		.all()
		.find((catalog) => catalog.type === type);

const isTaken = ({ account }: ApiCall, { value: { type } }: Item): Problem[] =>
	SINGLE.includes(String(type)) && listOfType(account, type) ? notAChoice('type') : [];

export function createCatalog(call: ApiCall, value: Record<string, unknown>): Model {
	const { account, userId, now } = call;
	const id = account.ids.take('entity');
	const type = String(value.type ?? 'regular');
	furnishCatalog(account, id, type);
	return {
		id,
		name: '',
		created_by: userId,
		updated_by: userId,
		created_at: now,
		updated_at: now,
		sort: 10 * (account.collection('catalogs').size + 1),
		type,
		can_add_elements: true,
		can_show_in_cards: false,
		can_link_multiple: true,
		can_be_deleted: type !== 'products',
		sdk_widget_code: null,
		account_id: account.info.id,
		...value,
	};
}

const present: Present = (call, catalog) => ({
	...catalog,
	_links: self(call, `/catalogs/${catalog.id}`),
});

/** The answers to writes know nothing of widgets. */
const presentWritten = (catalog: Model, call: ApiCall) =>
	omit(present(call, catalog, new Set()), 'sdk_widget_code');

const CATALOGS: Resource = {
	path: '/catalogs',
	key: 'catalogs',
	missing: 204,
	guard: needsAccess,
	present,
	list: {},
	write: {
		fields: FIELDS,
		also: (...item) => [...hasRoom(...item), ...isTaken(item[0], item[1])],
		create: createCatalog,
		update({ userId, now }, catalog, value) {
			Object.assign(catalog, value, { updated_by: userId, updated_at: now });
		},
		oneRepeatsRequestId: true,
		ownRequestId: (id, index, mode) => String(mode === 'create' ? index : id),
		answerCreate: presentWritten,
		answerUpdate: presentWritten,
	},
};

/** The list that the address names. */
export function catalogAt(call: ApiCall): Model {
	const catalog = findModel(call, CATALOGS, pathId(call, 'cid'));
	if (!catalog) throw refuse(404, 'List not found');
	return catalog;
}

export const catalogEndpoints: Endpoint[] = resourceEndpoints(CATALOGS);
