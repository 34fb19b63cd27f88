import { omit } from 'lodash';
import type { Reply } from '../net/message';
import { amojoIdOfUser } from '../state/account';
import type { Model } from '../state/collection';
import { complain, readBatch, type Item } from './batch';
import {
	choice,
	existing,
	fine,
	flag,
	integer,
	missing,
	must,
	object,
	orNull,
	pattern,
	unknownId,
	type Problem,
} from './checks';
import {
	accepted,
	noContent,
	refuse,
	self,
	type ApiCall,
	type Endpoint,
	type Present,
} from './kit';
import { resourceEndpoints } from './resource';
import { RIGHTS, wholeRights, type Rights } from './rights';

/** amocrm.ru/developers: crm/users-api; switching users on and off: developers.kommo.com, users; github.com/amocrm/amocrm-api-php. */
const MAX_AT_ONCE = 10;
const MAX_USERS = 100;

const EXTRAS: Record<string, (user: Model) => unknown> = {
	uuid: () => null,
	amojo_id: ({ id }) => amojoIdOfUser(id),
	user_rank: () => 'newbie',
	phone_number: () => null,
};

/** What `with` adds to `_embedded`. */
const GROUPS: Record<string, (call: ApiCall, rights: Rights) => [string, unknown[]]> = {
	role(call, { role_id: id }) {
		const role = call.account.collection('roles').get(id);
		const shown = role && { id, name: role.name, _links: self(call, `/roles/${String(id)}`) };
		return ['roles', shown ? [shown] : []];
	},
	group: (_call, { group_id: id }) => ['groups', id ? [{ id, name: 'Sales' }] : []],
};

const present: Present = (call, user, withs) => {
	const extras = Object.keys(EXTRAS).filter((name) => withs.has(name));
	const groups = Object.keys(GROUPS).filter((name) => withs.has(name));
	const embedded = groups.map((name) => GROUPS[name](call, user.rights as Rights));
	return {
		...omit(user, Object.keys(EXTRAS)),
		...Object.fromEntries(extras.map((name) => [name, user[name] ?? EXTRAS[name](user)])),
		_links: self(call, `/users/${String(user.id)}`),
		...(embedded.length > 0 ? { _embedded: Object.fromEntries(embedded) } : {}),
	};
};

const FIELDS = {
	name: must(pattern(/^(?=.*\S)[\p{L}\p{N} .@_-]{1,50}$/u)),
	email: must(pattern(/^[^\s@]+@[^\s@]+\.[^\s@]+$/)),
	password: must(pattern(/^(?=.*\d)(?=.*[a-z])(?=.*[A-Z]).{6,}$/)),
	lang: choice('en', 'ru', 'es', 'pt'),
	rights: must(
		object({
			...RIGHTS,
			is_admin: flag,
			is_free: flag,
			role_id: orNull(existing('roles')),
			group_id: orNull(integer({ min: 0 })),
		}),
	),
};

/** A user has a role, is free, or is told what may be done. */
function wrongWith(_call: ApiCall, { value }: Item): Problem[] {
	const rights = value.rights as Rights;
	if (rights.role_id || rights.is_free === true) return [];
	return ['leads', 'contacts']
		.filter((group) => rights[group] === undefined)
		.flatMap((group) => missing(`rights.${group}`));
}

function create({ account }: ApiCall, value: Record<string, unknown>): Model {
	if (account.collection('users').all().length > MAX_USERS) {
		throw refuse(403, `An account of over ${MAX_USERS} users gets no more`);
	}
	const asked = value.rights as Rights;
	const isFree = asked.is_free === true;
	const roleId = isFree ? null : (asked.role_id ?? null);
	const role = account.collection('roles').get(roleId);
	const groups = isFree ? {} : ((role?.rights as Rights | undefined) ?? asked);
	return {
		id: account.ids.take('user'),
		name: value.name,
		email: value.email,
		lang: value.lang ?? account.info.language,
		rights: {
			...wholeRights(account, groups),
			is_admin: asked.is_admin === true,
			is_free: isFree,
			is_active: true,
			group_id: isFree ? null : (asked.group_id ?? null),
			role_id: roleId,
		},
	};
}

const family = resourceEndpoints({
	path: '/users',
	key: 'users',
	missing: 404,
	adminOnly: true,
	present,
	list: { totals: true, withs: [...Object.keys(GROUPS), ...Object.keys(EXTRAS)] },
	write: {
		fields: FIELDS,
		adminOnly: true,
		max: () => MAX_AT_ONCE,
		status: { create: 201 },
		envelope: ['_total_items'],
		also: wrongWith,
		create,
	},
});

function switching(action: string, isActive: boolean, done: () => Reply): Endpoint {
	return {
		method: 'POST',
		path: `/users/${action}`,
		adminOnly: true,
		run(call) {
			const users = call.account.collection('users');
			const items = readBatch(call, {
				check: object({ id: must(fine) }),
				mode: 'update',
				max: MAX_AT_ONCE,
			});
			complain(items, ({ value }) => (users.has(value.id) ? [] : unknownId));
			for (const { value } of items) {
				(users.get(value.id)?.rights as Rights).is_active = isActive;
			}
			return done();
		},
	};
}

export const userEndpoints: Endpoint[] = [
	...family,
	switching('activate', true, accepted),
	switching('deactivate', false, noContent),
];
