import { chunk } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { mapParallel } from '../mapParallel';
import { hasCode } from '../problem';
import { settle } from '../settle';
import type { Query, QueryValue } from '../transport/client';
import { MAX_PAGE_SIZE, readPages } from '../transport/pages';
import type { AccountSession } from './session';

/** Where entities of one kind are read. */
export interface EntityList {
	path: string;
	collection: string;
	with?: QueryValue;
	/** What the list is asked for besides. */
	query?: Query;
}

/** @returns nothing where the account does not have it */
export async function readById(
	session: AccountSession,
	list: EntityList,
	id: number,
): Promise<IDataObject | undefined> {
	const read = await settle(
		session.request({
			method: 'GET',
			path: `${list.path}/${id}`,
			query: { with: list.with },
		}),
	);
	if (read.ok) return read.value;
	if (hasCode(read.error, 'notFound')) return undefined;
	throw read.error;
}

/** So that the address stays short enough for every server on the way. */
const MAX_IDS = 100;

/** Accounts pay for filters by id; others may ignore them and answer with any page of the list. */
async function readSome(
	session: AccountSession,
	list: EntityList,
	ids: number[],
): Promise<IDataObject[]> {
	const query = { with: list.with, ...list.query, 'filter[id][]': ids };
	const call = { path: list.path, query };
	const page = await settle(readPages(session, call, list.collection, MAX_PAGE_SIZE));
	if (!page.ok && !hasCode(page.error, 'validation')) throw page.error;
	const listed = page.ok ? page.value.filter(({ id }) => ids.includes(Number(id))) : [];
	// An answer without other entities has respected the filter: what is missing does not exist.
	if (page.ok && listed.length === page.value.length) return listed;
	const missing = ids.filter((id) => !listed.some((entity) => entity.id === id));
	const read = await Promise.all(missing.map(async (id) => await readById(session, list, id)));
	return [...listed, ...read.filter((entity) => entity !== undefined)];
}

/** Entities by their ids, those that there are, many in one request. */
export async function readByIds(
	session: AccountSession,
	list: EntityList,
	ids: number[],
): Promise<IDataObject[]> {
	const read = await mapParallel(
		chunk(ids, MAX_IDS),
		async (some) => await readSome(session, list, some),
	);
	return read.flat();
}
