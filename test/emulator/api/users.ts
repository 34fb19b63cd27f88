import { omit } from 'lodash';
import type { Endpoint } from './kit';
import { self, type Present } from './kit';
import { resourceEndpoints } from './resource';

/** amocrm.ru/developers: crm/users-api. */
const EXTRAS: Record<string, unknown> = {
	uuid: null,
	amojo_id: null,
	user_rank: 'newbie',
	phone_number: null,
};

const present: Present = (call, user, withs) => {
	const shown = Object.entries(EXTRAS)
		.filter(([name]) => withs.has(name))
		.map(([name, otherwise]) => [name, user[name] ?? otherwise]);
	return {
		...omit(user, Object.keys(EXTRAS)),
		...Object.fromEntries(shown),
		_links: self(call, `/users/${String(user.id)}`),
		...(withs.has('role') || withs.has('group') ? { _embedded: { roles: [], groups: [] } } : {}),
	};
};

export const userEndpoints: Endpoint[] = resourceEndpoints({
	path: '/users',
	key: 'users',
	missing: 404,
	adminOnly: true,
	present,
	list: {
		totals: true,
		withs: ['role', 'group', ...Object.keys(EXTRAS)],
	},
});
