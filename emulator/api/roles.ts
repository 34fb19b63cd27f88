import { castArray } from 'lodash';
import type { Model } from '../state/collection';
import { object, text } from './checks';
import { self, type ApiCall, type Endpoint, type Present } from './kit';
import { mustChange, resourceEndpoints } from './resource';
import { RIGHTS, wholeRights, type Rights } from './rights';

/** amocrm.ru/developers: crm/users-api. */
const usersOf = ({ account }: ApiCall, role: Model): Model[] =>
	account
		.collection('users')
		.all()
		.filter(({ rights }) => (rights as Rights).role_id === role.id);

const present: Present = (call, role, withs) => ({
	...role,
	_links: self(call, `/roles/${String(role.id)}`),
	...(withs.has('users') ? { _embedded: { users: usersOf(call, role).map(({ id }) => id) } } : {}),
});

const endpoints = resourceEndpoints({
	path: '/roles',
	key: 'roles',
	missing: 404,
	adminOnly: true,
	present,
	list: { totals: true, withs: ['users'] },
	write: {
		fields: {
			name: { check: text({ min: 1 }), required: 'create' },
			rights: object(RIGHTS),
		},
		adminOnly: true,
		noBatchUpdate: true,
		status: { create: 201, update: 202 },
		envelope: ['_total_items'],
		also: mustChange,
		create: ({ account }, { name, rights = {} }) => ({
			id: account.ids.take('entity'),
			name,
			rights: wholeRights(account, rights as Rights),
		}),
		update({ account }, role, { name = role.name, rights = {} }) {
			const held = role.rights as Rights;
			Object.assign(role, { name, rights: wholeRights(account, rights as Rights, held) });
		},
	},
	remove(call, role) {
		for (const user of usersOf(call, role)) (user.rights as Rights).role_id = null;
	},
});

/** The page's sample sends one role without an array around it. */
export const roleEndpoints: Endpoint[] = endpoints.map((endpoint) =>
	endpoint.method === 'POST'
		? { ...endpoint, run: (call) => endpoint.run({ ...call, body: castArray(call.body) }) }
		: endpoint,
);
