import { groupBy, once, uniqBy } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { readByIds, type EntityList } from '../account/readByIds';
import type { AccountSession } from '../account/session';
import type { CrmEvent } from './event';

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
				const ids = ofKind.map(({ id }) => id);
				const found = list ? await readByIds(await session(), list, ids) : [];
				const byId = new Map(found.map((one) => [Number(one.id), one]));
				for (const id of ids) known.set(keyOf({ entity, id }), byId.get(id));
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
