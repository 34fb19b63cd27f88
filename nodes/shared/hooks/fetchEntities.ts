import { chunk, groupBy, once, uniqBy } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { settle } from '../settle';
import type { AccountSession } from '../account/session';
import { hasCode } from '../problem';
import { MAX_PAGE_SIZE, readPages } from '../transport/pages';
import type { CrmEvent } from './event';

interface EntityList {
	path: string;
	collection: string;
	with?: string;
}

/** Where whole entities are read, by their names in events. */
const LISTS = new Map<string, EntityList>([
	['lead', { path: '/api/v4/leads', collection: 'leads', with: 'contacts' }],
	['contact', { path: '/api/v4/contacts', collection: 'contacts', with: 'leads' }],
	['company', { path: '/api/v4/companies', collection: 'companies', with: 'leads,contacts' }],
	['customer', { path: '/api/v4/customers', collection: 'customers', with: 'contacts' }],
	['task', { path: '/api/v4/tasks', collection: 'tasks' }],
]);

/** It cannot be read any more. */
export const isGone = ({ event }: Pick<CrmEvent, 'event'>) => event.startsWith('delete_');

async function readOne(
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
async function readMany(
	session: AccountSession,
	list: EntityList,
	ids: number[],
): Promise<IDataObject[]> {
	const query = { with: list.with, 'filter[id][]': ids };
	const call = { path: list.path, query };
	const page = await settle(readPages(session, call, list.collection, MAX_PAGE_SIZE));
	if (!page.ok && !hasCode(page.error, 'validation')) throw page.error;
	const listed = page.ok ? page.value.filter(({ id }) => ids.includes(Number(id))) : [];
	// An answer without other entities has respected the filter: what is missing does not exist.
	if (page.ok && listed.length === page.value.length) return listed;
	const missing = ids.filter((id) => !listed.some((entity) => entity.id === id));
	const read = await Promise.all(missing.map((id) => readOne(session, list, id)));
	return [...listed, ...read.filter((entity) => entity !== undefined)];
}

/** A card or a task of an account. */
export interface EntityReference {
	/** In the singular: `lead`. */
	entity: string;
	id: number;
}

/** Cards and tasks of one account, each read once. */
export interface Cards {
	/** Reads those that were not read yet; what does not exist, or has no list, is then not found. */
	read(references: EntityReference[]): Promise<void>;
	isRead(reference: EntityReference): boolean;
	find(reference: EntityReference): IDataObject | undefined;
}

const keyOf = ({ entity, id }: EntityReference) => `${entity}/${id}`;

/** @param open opens the account when something has to be read */
export function openCards(open: () => Promise<AccountSession>): Cards {
	const session = once(open);
	const known = new Map<string, IDataObject | undefined>();
	const isRead = (reference: EntityReference) => known.has(keyOf(reference));
	return {
		isRead,
		find: (reference) => known.get(keyOf(reference)),
		async read(references) {
			const unread = uniqBy(references, keyOf).filter((reference) => !isRead(reference));
			for (const [entity, ofKind] of Object.entries(groupBy(unread, 'entity'))) {
				const list = LISTS.get(entity);
				for (const some of chunk(ofKind, MAX_IDS)) {
					const ids = some.map(({ id }) => id);
					const found = list ? await readMany(await session(), list, ids) : [];
					for (const id of ids)
						known.set(
							keyOf({ entity, id }),
							found.find((one) => Number(one.id) === id),
						);
				}
			}
		},
	};
}

const referenceOf = ({ entity, id }: CrmEvent): EntityReference => ({ entity, id: Number(id) });

/**
 * Adds to each event its entity as it is now, as `full`: to leads, contacts, companies, customers and tasks that
 * still exist.
 */
export async function withEntities(cards: Cards, events: CrmEvent[]): Promise<CrmEvent[]> {
	const wanted = events.filter((event) => !isGone(event));
	await cards.read(wanted.map(referenceOf));
	return events.map((event) => {
		const full = isGone(event) ? undefined : cards.find(referenceOf(event));
		return full ? { ...event, full } : event;
	});
}
