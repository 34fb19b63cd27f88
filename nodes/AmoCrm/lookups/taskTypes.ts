import type { IDataObject } from 'n8n-workflow';

import type { Lookup } from '../factories/lookup';
import { toOption } from './option';

interface WithTaskTypes {
	_embedded?: { task_types?: IDataObject[] };
}

/** @see https://www.amocrm.ru/developers/content/crm_platform/account-info */
export const taskTypes: Lookup = {
	method: 'getTaskTypes',
	load: async (session) => {
		const account = await session.request<WithTaskTypes>({
			method: 'GET',
			path: '/api/v4/account',
			query: { with: 'task_types' },
		});
		return (account?._embedded?.task_types ?? []).map(toOption);
	},
};
