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
