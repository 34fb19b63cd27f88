import type { IDataObject } from 'n8n-workflow';

import type { ApiCall, ApiClient } from '../../../nodes/shared/transport/client';

/** A client over a function in place of an account; keeps the calls. */
export function fakeClient(account: (call: ApiCall) => unknown) {
	const calls: ApiCall[] = [];
	const client: ApiClient = {
		domain: 'example.amocrm.ru',
		request: async <T = IDataObject>(call: ApiCall) => {
			calls.push(call);
			return (await account(call)) as T | undefined;
		},
	};
	return { client, calls };
}
