import { AmoCrmProblem } from '../../../../nodes/shared/problem';
import { readPages } from '../../../../nodes/shared/transport/pages';
import type { ApiCall, ApiClient } from '../../../../nodes/shared/transport/client';
import { fakeClient } from '../../support/client';

/** A list of so many leads, as amoCRM gives it: no totals, and no link after the last page. */
const listOf = (total: number) => (call: ApiCall) => {
	const { page, limit } = call.query as { page: number; limit: number };
	const start = (page - 1) * limit;
	const count = Math.max(0, Math.min(limit, total - start));
	if (count === 0) return undefined;
	const leads = Array.from({ length: count }, (_, position) => ({ id: start + position + 1 }));
	const next = { href: `https://evil.com/api/v4/leads?page=${page + 1}` };
	return {
		_page: page,
		_links: start + count < total ? { next } : {},
		_embedded: { leads },
	};
};

const ids = (count: number) =>
	Array.from({ length: count }, (_, position) => ({ id: position + 1 }));

it.each([
	{ total: 0, limit: Infinity, got: 0, pages: 1, size: 250 },
	{ total: 1, limit: Infinity, got: 1, pages: 1, size: 250 },
	{ total: 250, limit: Infinity, got: 250, pages: 1, size: 250 },
	{ total: 251, limit: Infinity, got: 251, pages: 2, size: 250 },
	{ total: 1_000, limit: Infinity, got: 1_000, pages: 4, size: 250 },
	{ total: 1_000, limit: 50, got: 50, pages: 1, size: 50 },
	{ total: 1_000, limit: 250, got: 250, pages: 1, size: 250 },
	{ total: 1_000, limit: 300, got: 300, pages: 2, size: 250 },
	{ total: 20, limit: 300, got: 20, pages: 1, size: 250 },
	{ total: 20, limit: 0, got: 0, pages: 0, size: 0 },
])(
	'reads $got of $total, limited to $limit, in $pages pages',
	async ({ total, limit, got, pages, size }) => {
		const { client, calls } = fakeClient(listOf(total));
		const query = { with: 'contacts' };
		const leads = await readPages(client, { path: '/api/v4/leads', query }, 'leads', limit);
		expect(leads).toEqual(ids(got));
		expect(calls).toEqual(
			Array.from({ length: pages }, (_, position) => ({
				method: 'GET',
				path: '/api/v4/leads',
				query: { with: 'contacts', page: position + 1, limit: size },
			})),
		);
	},
);

it('goes on where amoCRM gives smaller pages than it was asked for', async () => {
	const { client } = fakeClient(({ query }) => ({
		_links: query?.page === 1 ? { next: { href: '' } } : {},
		_embedded: { events: [{ id: query?.page }] },
	}));
	const events = await readPages(client, { path: '/api/v4/events' }, 'events', Infinity);
	expect(events).toEqual([{ id: 1 }, { id: 2 }]);
});

it('gives nothing where the answer has another collection', async () => {
	const { client } = fakeClient(() => ({ _embedded: { contacts: [{ id: 1 }] } }));
	expect(await readPages(client, { path: '/' }, 'leads', Infinity)).toEqual([]);
});

it('asks for no page where a list comes whole', async () => {
	const { client, calls } = fakeClient(() => ({
		_links: { next: { href: '' } },
		_embedded: { pipelines: [{ id: 1 }, { id: 2 }, { id: 3 }] },
	}));
	const call = { path: '/api/v4/leads/pipelines', pageSize: 'whole' as const };
	expect(await readPages(client, call, 'pipelines', 2)).toEqual([{ id: 1 }, { id: 2 }]);
	expect(calls.map(({ query }) => query)).toEqual([{}]);
});

it('follows the pages of a list that should come whole', async () => {
	const { client, calls } = fakeClient(({ query }) => ({
		_links: query?.page === 2 ? {} : { next: { href: 'https://evil.com/x?limit=50&page=2' } },
		_embedded: { sources: [{ id: query?.page ?? 1 }] },
	}));
	const call = { path: '/api/v4/sources', pageSize: 'whole' as const, query: { with: 'x' } };
	expect(await readPages(client, call, 'sources', Infinity)).toEqual([{ id: 1 }, { id: 2 }]);
	expect(calls.map(({ query }) => query)).toEqual([
		{ with: 'x' },
		{ with: 'x', page: 2, limit: '50' },
	]);
});

it('asks for pages no larger than the list has', async () => {
	const { client, calls } = fakeClient(listOf(150));
	const call = { path: '/api/v4/events', pageSize: 100 };
	expect(await readPages(client, call, 'leads', Infinity)).toHaveLength(150);
	expect(calls.map(({ query }) => query?.limit)).toEqual([100, 100]);
});

it('goes on until so many are kept', async () => {
	const { client, calls } = fakeClient(listOf(1_000));
	const call = {
		path: '/api/v4/leads',
		keep: ({ id }: { id?: unknown }) => Number(id) % 100 === 0,
	};
	expect(await readPages(client, call, 'leads', 4)).toEqual(
		[100, 200, 300, 400].map((id) => ({ id })),
	);
	expect(calls).toHaveLength(2);
});

describe('pages ahead', () => {
	/** A client whose answers wait until they are let out; says which pages were asked for. */
	function slowClient(total: number) {
		const asked: number[] = [];
		const answers: Array<() => void> = [];
		const client: ApiClient = {
			domain: 'example.amocrm.ru',
			request: async <T>(call: ApiCall) => {
				asked.push(Number(call.query?.page));
				await new Promise<void>((resolve) => answers.push(resolve));
				return listOf(total)(call) as T;
			},
		};
		const answer = async () => {
			answers.shift()?.();
			await new Promise(setImmediate);
		};
		return { client, asked, answer };
	}

	it('are the more the longer the list turns out to be', async () => {
		const { client, asked, answer } = slowClient(100_000);
		void readPages(client, { path: '/api/v4/leads' }, 'leads', Infinity);
		const counts: number[] = [];
		for (let answered = 0; answered < 12; answered++) {
			counts.push(asked.length - answered);
			await answer();
		}
		expect(counts).toEqual([1, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8]);
	});

	it('stay in order', async () => {
		const { client } = fakeClient(listOf(5_000));
		const leads = await readPages(client, { path: '/api/v4/leads' }, 'leads', Infinity);
		expect(leads).toEqual(ids(5_000));
	});

	it('are none beyond the limit', async () => {
		const { client, asked, answer } = slowClient(100_000);
		const read = readPages(client, { path: '/api/v4/leads' }, 'leads', 1_200);
		for (let answered = 0; answered < 5; answered++) await answer();
		expect(await read).toHaveLength(1_200);
		expect(asked).toEqual([1, 2, 3, 4, 5]);
	});

	it('end the reading where one of them fails', async () => {
		const { client } = fakeClient((call) => {
			if (call.query?.page === 4) throw new Error('No.');
			return listOf(5_000)(call);
		});
		const read = readPages(client, { path: '/api/v4/leads' }, 'leads', Infinity);
		await expect(read).rejects.toThrow('No.');
	});
});

it('shows each entity as it is to be kept', async () => {
	const { client } = fakeClient(listOf(3));
	const call = { path: '/', show: ({ id }: { id?: unknown }) => ({ shown: id as number }) };
	expect(await readPages(client, call, 'leads', Infinity)).toEqual([
		{ shown: 1 },
		{ shown: 2 },
		{ shown: 3 },
	]);
});

describe('while others write', () => {
	/** Pages as they are at the moment each is asked for. */
	const shifting = (...pages: number[][]) =>
		fakeClient(({ query }) => {
			const page = Number(query?.page);
			return {
				_links: page < pages.length ? { next: { href: '' } } : {},
				_embedded: { leads: pages[page - 1].map((id) => ({ id })) },
			};
		}).client;

	it('nothing is given twice', async () => {
		const client = shifting([1, 2, 3], [3, 4, 5], [6]);
		expect(await readPages(client, { path: '/' }, 'leads', Infinity)).toEqual(ids(6));
	});

	it('the limit counts what is given', async () => {
		const client = shifting([1, 2, 3], [3, 4, 5], [6]);
		const call = { path: '/', pageSize: 3 };
		expect(await readPages(client, call, 'leads', 5)).toEqual(ids(5));
	});

	it('a page that came again as a whole does not end the list', async () => {
		const client = shifting([1, 2], [1, 2], [3]);
		expect(await readPages(client, { path: '/' }, 'leads', Infinity)).toEqual(ids(3));
	});

	it('what has no id is given as often as it comes', async () => {
		const { client } = fakeClient(() => ({ _embedded: { leads: [{}, {}] } }));
		expect(await readPages(client, { path: '/' }, 'leads', Infinity)).toEqual([{}, {}]);
	});

	it('one is told from another by what the list is told of', async () => {
		const { client } = fakeClient(() => ({ _embedded: { x: [{ uid: 'a' }, { uid: 'a' }] } }));
		const call = { path: '/', identify: ({ uid }: { uid?: unknown }) => uid };
		expect(await readPages(client, call, 'x', Infinity)).toEqual([{ uid: 'a' }]);
	});
});

describe('where amoCRM ends a list before its end', () => {
	const CEILING = 100;
	const full = (page: number) =>
		Array.from({ length: 250 }, (_, at) => ({ id: (page - 1) * 250 + at + 1 }));

	/** What comes of pages beyond the ceiling, before which all are full. */
	const ending = (beyond: (page: number) => unknown, hasNext = true) =>
		fakeClient(({ query }) => {
			const page = Number(query?.page);
			if (page > CEILING) return beyond(page);
			const next = page < CEILING || hasNext ? { next: { href: '' } } : {};
			return { _links: next, _embedded: { leads: full(page) } };
		}).client;

	const refused = () => {
		throw new AmoCrmProblem('validation', 'No such page.');
	};
	const again = () => ({
		_links: { next: { href: '' } },
		_embedded: { leads: full(CEILING) },
	});

	it.each([
		['refuses the next page', ending(refused)],
		['gives nothing', ending(() => undefined)],
		['gives the same page again and again', ending(again)],
		['names no next page', ending(refused, false)],
	])('because it %s, what was read is given, and it is said', async (_why, client) => {
		const onCutOff = jest.fn();
		const leads = await readPages(client, { path: '/', onCutOff }, 'leads', Infinity);
		expect(leads).toHaveLength(25_000);
		expect(onCutOff).toHaveBeenCalledTimes(1);
	});

	it('who asked for no more than it gives is told nothing', async () => {
		const onCutOff = jest.fn();
		const call = { path: '/', onCutOff };
		expect(await readPages(ending(refused), call, 'leads', 25_000)).toHaveLength(25_000);
		expect(onCutOff).not.toHaveBeenCalled();
	});

	it('a refusal of an earlier page is an error', async () => {
		const { client } = fakeClient((call) =>
			call.query?.page === 2 ? refused() : listOf(900)(call),
		);
		const call = { path: '/', onCutOff: jest.fn() };
		await expect(readPages(client, call, 'leads', Infinity)).rejects.toThrow('No such page.');
	});

	it('nobody who needs the whole list takes a part for it', async () => {
		await expect(readPages(ending(refused), { path: '/' }, 'leads', Infinity)).rejects.toThrow(
			'No such page.',
		);
	});

	it('a list that ends by itself is whole', async () => {
		const onCutOff = jest.fn();
		const { client } = fakeClient(listOf(30_000));
		const leads = await readPages(client, { path: '/', onCutOff }, 'leads', Infinity);
		expect(leads).toHaveLength(30_000);
		expect(onCutOff).not.toHaveBeenCalled();
	});
});
