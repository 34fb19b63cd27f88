import { chunk, groupBy, uniq } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { attempt } from '../attempt';
import type { AccountSession } from '../account/session';
import { AmoCrmProblem } from '../problem';
import { MAX_PAGE_SIZE, readPages } from '../transport/pages';
import type { CrmEvent } from './event';

interface Shelf {
	path: string;
	collection: string;
	with?: string;
}

/** Where entities are read as a whole, by their names in events. */
const SHELVES = new Map<string, Shelf>([
	['lead', { path: '/api/v4/leads', collection: 'leads', with: 'contacts' }],
	['contact', { path: '/api/v4/contacts', collection: 'contacts', with: 'leads' }],
	['company', { path: '/api/v4/companies', collection: 'companies', with: 'leads,contacts' }],
	['customer', { path: '/api/v4/customers', collection: 'customers', with: 'contacts' }],
	['task', { path: '/api/v4/tasks', collection: 'tasks' }],
]);

const isGone = ({ event }: CrmEvent) => event.startsWith('delete_');

async function readOne(
	session: AccountSession,
	shelf: Shelf,
	id: number,
): Promise<IDataObject | undefined> {
	const read = await attempt(
		session.request({
			method: 'GET',
			path: `${shelf.path}/${id}`,
			query: { with: shelf.with },
		}),
	);
	if (read.ok) return read.value;
	if (read.error instanceof AmoCrmProblem && read.error.code === 'notFound') return undefined;
	throw read.error;
}

/** Filters by id are an option that accounts pay for; others may get any page of the list. */
async function readMany(
	session: AccountSession,
	shelf: Shelf,
	ids: number[],
): Promise<IDataObject[]> {
	const query = { with: shelf.with, 'filter[id][]': ids };
	const call = { path: shelf.path, query };
	const page = await attempt(readPages(session, call, shelf.collection, MAX_PAGE_SIZE));
	if (!page.ok && !(page.error instanceof AmoCrmProblem && page.error.code === 'validation'))
		throw page.error;
	const listed = page.ok ? page.value.filter(({ id }) => ids.includes(Number(id))) : [];
	const missing = ids.filter((id) => !listed.some((entity) => entity.id === id));
	const read = await Promise.all(missing.map(async (id) => await readOne(session, shelf, id)));
	return [...listed, ...read.filter((entity) => entity !== undefined)];
}

/**
 * The same events, each with its entity as it is now in `full`; without it what is gone by now and what the API
 * does not read as a whole: leads, contacts, companies, customers and tasks it does.
 */
export async function withEntities(
	session: AccountSession,
	events: CrmEvent[],
): Promise<CrmEvent[]> {
	const wanted = events.filter((event) => !isGone(event));
	const full = new Map<string, IDataObject>();
	for (const [entity, ofKind] of Object.entries(groupBy(wanted, 'entity'))) {
		const shelf = SHELVES.get(entity);
		if (!shelf) continue;
		for (const ids of chunk(uniq(ofKind.map(({ id }) => Number(id))), MAX_PAGE_SIZE)) {
			for (const found of await readMany(session, shelf, ids))
				full.set(`${entity}/${Number(found.id)}`, found);
		}
	}
	return events.map((event) => {
		const found = isGone(event) ? undefined : full.get(`${event.entity}/${event.id}`);
		return found ? { ...event, full: found } : event;
	});
}
