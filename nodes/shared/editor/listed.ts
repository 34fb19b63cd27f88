import { readPages, type ListCall } from '../transport/pages';
import type { Lookup } from './lookup';
import { toOption } from './option';

/** A whole list of the account, chosen from by name. */
export const listed = (
	method: string,
	path: string,
	collection: string,
	pageSize?: ListCall['pageSize'],
): Lookup => ({
	method,
	load: async (session) =>
		(await readPages(session, { path, pageSize }, collection, Infinity)).map(toOption),
});
