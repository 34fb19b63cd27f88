import type { IDataObject } from 'n8n-workflow';

import type { Lookup } from '../../shared/editor/lookup';
import { toOption } from '../../shared/editor/option';

interface AccountWith {
	_embedded?: Record<string, IDataObject[] | undefined>;
}

/**
 * A list that amoCRM gives as part of the account.
 * @see https://www.amocrm.ru/developers/content/crm_platform/account-info
 */
export const ofAccount = (method: string, part: string): Lookup => ({
	method,
	load: async (session) => {
		const account = await session.request<AccountWith>({
			method: 'GET',
			path: '/api/v4/account',
			query: { with: part },
		});
		return (account?._embedded?.[part] ?? []).map(toOption);
	},
});
