import { times } from 'lodash';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { MatchColumn } from '../../../nodes/AmoCrm/cards/upsert/match';
import { upsertOperation } from '../../../nodes/AmoCrm/cards/upsert/operation';
import { CardList, CardSearch } from '../../../nodes/AmoCrm/cards/upsert/search';
import type { Item } from '../../../nodes/AmoCrm/factories/operation';
import { contact } from '../../../nodes/AmoCrm/resources/contact';
import type { AccountSession } from '../../../nodes/shared/account/session';
import { AmoCrmProblem } from '../../../nodes/shared/problem';
import type { ApiCall } from '../../../nodes/shared/transport/client';
import { fakeClient } from '../support/client';

/** Not to be filtered by. */
const email: MatchColumn = {
	id: 'email',
	displayName: 'Email',
	textsOf: (card) => [String(card.email)],
	meanings: (text) => [text],
	sought: (text) => text,
};

const cards = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, position) => ({ id: position + 1, email: `${position + 1}` }));

function searchIn(client: object, wanted: number): CardSearch {
	const session = { ...client, key: 'one', platform: 'amocrm' } as AccountSession;
	const list = new CardList(session, contact, {}, wanted);
	const search = new CardSearch({ session, card: contact, list, columns: [email] });
	for (const body of cards(wanted)) search.lookFor(body);
	return search;
}

/** Looks for so many of the cards of an account. */
function searchFor(wanted: number, total: number) {
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
	return { search: searchIn(client, wanted), calls };
}

it.each([
	['one by one where there are few', 10, 1_000, 10],
	['in the whole list where it is one page', 100, 200, 1],
	['in the whole list where that is cheaper', 5_000, 2_500, 10],
	['in the whole list where that is cheaper, of which it asks when a part is read', 30, 2_500, 11],
	['one by one where the list is longer than they are many, after a glance at it', 12, 10_000, 15],
])('%s', async (_title, wanted, total, requests) => {
	const { search, calls } = searchFor(wanted, total);
	expect(await search.found()).toEqual(cards(Math.min(wanted, total)));
	expect(calls).toHaveLength(requests);
});

it.each([
	['refuses more', { refuses: true }],
	['gives no more', {}],
])(
	'one by one where amoCRM %s after 100 pages: what is beyond is not missed',
	async (_how, { refuses = false }: { refuses?: boolean }) => {
		const held = cards(26_000);
		const { client } = fakeClient(({ query = {} }) => {
			const { page, limit, query: text } = query as { page: number; limit: number; query?: string };
			const all = text === undefined ? held : held.filter((card) => card.email === text);
			if (page > 100 && refuses) throw new AmoCrmProblem('validation', 'No such page.');
			const contacts = page > 100 ? [] : all.slice((page - 1) * limit, page * limit);
			const _links = page * limit < all.length ? { next: { href: '' } } : {};
			return { _links, _embedded: { contacts } };
		});
		const search = searchIn(client, 200);
		search.lookFor({ email: '25999' });

		const found = await search.found();

		expect(found).toContainEqual({ id: 25_999, email: '25999' });
		expect(found).toHaveLength(201);
	},
);

describe('before all that is looked for is known', () => {
	const page = async () => ({ _embedded: { contacts: cards(200) } });

	it('begins to read the list where it is certain to be read', async () => {
		const request = jest.fn(page);
		const search = searchIn({ request }, 11);
		search.begin();
		search.begin();
		expect(request).toHaveBeenCalledTimes(1);
		search.lookFor({ email: '200' });
		expect(await search.found()).toEqual([...cards(11), { id: 200, email: '200' }]);
		expect(request).toHaveBeenCalledTimes(1);
	});

	it.each([
		['one page', 'as one request writes', 250, 1],
		['two pages', 'as take more than one request', 251, 2],
		['three pages', 'as take more than ten', 2_501, 3],
	])('%s at once for as many cards %s', (_pages, _cards, wanted, requests) => {
		const request = jest.fn(async () => await new Promise(() => undefined));
		searchIn({ request }, wanted).begin();
		expect(request).toHaveBeenCalledTimes(requests);
	});

	it('reads on where so many are looked for that it takes a while to know them all', async () => {
		const beyondTheFirst = new Promise<void>((resolve) => {
			const request = async ({ query }: ApiCall) => {
				if (query?.page === 4) resolve();
				return { _links: { next: { href: '' } }, ...(await page()) };
			};
			searchIn({ request }, 2_501).begin();
		});
		await expect(beyondTheFirst).resolves.toBeUndefined();
	});

	it('begins nothing where each may be asked for by itself', () => {
		const request = jest.fn(page);
		searchIn({ request }, 10).begin();
		expect(request).not.toHaveBeenCalled();
	});
});

describe('before the fields are known by which cards are told apart', () => {
	/** What is asked for while nothing is answered. */
	async function askedFor(wanted: number, ...matchingColumns: string[]): Promise<string[]> {
		let whenAsked = () => {};
		const isAsked = new Promise<void>((resolve) => (whenAsked = resolve));
		const request = jest.fn(async (call: ApiCall) => {
			if (call.path === fields) whenAsked();
			return await new Promise(() => {});
		});
		const key = `${wanted} by ${matchingColumns.join()}`;
		const session = { request, key } as unknown as AccountSession;
		const item = {
			parameter: (name: string, fallback: unknown) =>
				name === 'fields.matchingColumns' ? matchingColumns : fallback,
		} as Item;
		const items = times(wanted, () => item);
		void upsertOperation(contact).run(session, items, {} as IExecuteFunctions);
		await isAsked;
		await new Promise(setImmediate);
		return request.mock.calls.map(([{ path }]) => path);
	}
	const fields = '/api/v4/contacts/custom_fields';
	const page = '/api/v4/contacts';

	it.each([
		[
			'asks for the list too, where so many make it certain',
			2_501,
			['cf_1'],
			[fields, ...times(3, () => page)],
		],
		['waits with the list where it may be left out', 2_500, ['cf_1'], [fields]],
		['waits with the list where cards may be named by their ids', 2_501, ['id', 'cf_1'], [fields]],
	])('%s', async (_title, wanted, columns, asked) => {
		expect(await askedFor(wanted, ...columns)).toEqual(asked);
	});
});

it('says in the end what went wrong with what it had begun', async () => {
	const { client } = fakeClient(() => {
		throw new Error('Not now.');
	});
	const search = searchIn(client, 11);
	search.begin();
	await expect(search.found()).rejects.toThrow('Not now.');
});
