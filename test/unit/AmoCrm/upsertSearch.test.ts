import type { IDataObject } from 'n8n-workflow';

import type { MatchColumn } from '../../../nodes/AmoCrm/cards/upsert/match';
import { findCards } from '../../../nodes/AmoCrm/cards/upsert/search';
import { contact } from '../../../nodes/AmoCrm/resources/contact/contact';
import type { AccountSession } from '../../../nodes/shared/account/session';
import { fakeClient } from '../support/client';

/** Not to be filtered by. */
const email: MatchColumn = {
	id: 'email',
	displayName: 'Email',
	textsOf: (card) => [String(card.email)],
	normal: (text) => text,
};

const cards = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, position) => ({ id: position + 1, email: `${position + 1}` }));

/** Looks for so many of the cards of an account, in as many requests as it says. */
async function find(wanted: number, total: number) {
	const held = cards(total);
	const { client, calls } = fakeClient(({ query = {} }) => {
		const { page, limit } = query as { page: number; limit: number };
		const all =
			query.query === undefined ? held : held.filter((card) => card.email === query.query);
		const contacts = all.slice((page - 1) * limit, page * limit);
		if (contacts.length === 0) return undefined;
		const _links = page * limit < all.length ? { next: { href: '' } } : {};
		return { _links, _embedded: { contacts } };
	});
	const session = { ...client, key: 'one', platform: 'amocrm' } as AccountSession;
	const found = await findCards(session, contact, {}, [email], cards(wanted));
	return { found, requests: calls.length };
}

it.each([
	['one by one where there are few', 10, 1_000, 10],
	['in the whole list where it is one page', 100, 200, 1],
	['in the whole list where that is cheaper, and asks once how long it is', 5_000, 2_500, 11],
	['one by one where the list is longer than they are many, after a glance at it', 12, 10_000, 15],
])('%s', async (_title, wanted, total, requests) => {
	const asked = await find(wanted, total);
	expect(asked.found).toEqual(cards(Math.min(wanted, total)));
	expect(asked.requests).toBe(requests);
});
