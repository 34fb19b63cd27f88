import type { AccountState } from './account';
import type { Collection, Model } from './collection';

/** A lead that waits to be accepted, with a contact and a company that nobody sees until then. amocrm.ru/developers: crm/unsorted-api. */
export interface Unsorted extends Model {
	uid: string;
	category: string;
	pipeline_id: number;
	created_at: number;
	state: 'waiting' | 'accepted' | 'declined';
	sorted_at: number | null;
	lead_id: number | null;
	contact_id: number | null;
	company_id: number | null;
	/** As it was sent: the same can not be sent twice. */
	sent: unknown;
}

export const PARTS = { contacts: 'contact_id', companies: 'company_id' } as const;

export type Part = keyof typeof PARTS;

export const unsortedOf = (account: AccountState): Unsorted[] =>
	account.collection('leads/unsorted').all() as Unsorted[];

export const waiting = (account: AccountState): Unsorted[] =>
	unsortedOf(account).filter(({ state }) => state === 'waiting');

/** Where contacts and companies are until they are accepted. */
export const heldBack = (account: AccountState, part: Part): Collection =>
	account.collection(`leads/unsorted/${part}`);

/** Puts the held contact or company among the visible ones. */
export function bringForth(
	account: AccountState,
	unsorted: Unsorted,
	part: Part,
): Model | undefined {
	const held = heldBack(account, part);
	const model = held.get(unsorted[PARTS[part]]);
	if (!model) return undefined;
	held.remove(model.id);
	return account.collection(part).insert(model);
}
