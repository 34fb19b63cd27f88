import type { Lookup } from '../factories/lookup';
import { readPages } from '../../shared/transport/pages';
import { toOption } from './option';

/** @see https://www.amocrm.ru/developers/content/crm_platform/users-api */
export const users: Lookup = {
	method: 'getUsers',
	load: async (session) =>
		(await readPages(session, { path: '/api/v4/users' }, 'users', Infinity)).map(toOption),
};
