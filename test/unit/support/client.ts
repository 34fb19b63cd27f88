import { omit } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import {
	type ApiCall,
	type ApiClient,
	leftOut,
	type NodeRun,
} from '../../../nodes/shared/transport/client';

/** A client over a function in place of an account, asked one call after another; keeps the calls. */
export function fakeClient(account: (call: ApiCall) => unknown, run: NodeRun = {}) {
	const calls: ApiCall[] = [];
	let queue: Promise<unknown> = Promise.resolve();
	const ask = async (call: ApiCall) => {
		// Whoever had an answer may think about it first.
		await new Promise(setImmediate);
		if (call.isWanted?.() === false) return undefined;
		if (call.method !== 'GET' && run.ending?.isOver) throw leftOut();
		calls.push(omit(call, 'isWanted'));
		return await account(call);
	};
	const client: ApiClient = {
		domain: 'example.amocrm.ru',
		run,
		request: async <T = IDataObject>(call: ApiCall) => {
			const asked = queue.then(async () => await ask(call));
			queue = asked.catch(() => undefined);
			return (await asked) as T | undefined;
		},
	};
	return { client, calls };
}
