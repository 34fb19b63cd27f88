import { omit } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import type { ApiCall, ApiClient } from '../../../nodes/shared/transport/client';

/** A client over a function in place of an account, asked one call after another; keeps the calls. */
export function fakeClient(account: (call: ApiCall) => unknown) {
	const calls: ApiCall[] = [];
	let queue: Promise<unknown> = Promise.resolve();
	const ask = async (call: ApiCall) => {
		// Whoever had an answer may think about it first.
		await new Promise(setImmediate);
		if (call.isWanted?.() === false) return undefined;
		calls.push(omit(call, 'isWanted'));
		return await account(call);
	};
	const client: ApiClient = {
		domain: 'example.amocrm.ru',
		request: async <T = IDataObject>(call: ApiCall) => {
			const asked = queue.then(async () => await ask(call));
			queue = asked.catch(() => undefined);
			return (await asked) as T | undefined;
		},
	};
	return { client, calls };
}
