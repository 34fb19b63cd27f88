import type { IDataObject } from 'n8n-workflow';

import {
	idsFilter,
	readAs,
	type Filter,
	type Criterion,
} from '../../../nodes/AmoCrm/factories/filter';
import { readList, type ListAddress, type ListRequest } from '../../../nodes/AmoCrm/factories/list';
import type { AccountSession } from '../../../nodes/shared/account/session';
import type { ApiCall } from '../../../nodes/shared/transport/client';
import { fakeClient } from '../support/client';

const shelf: ListAddress = {
	path: '/api/v4/leads',
	collection: 'leads',
	plural: 'leads',
	identify: ({ id }) => id,
	readBy: 'id',
};

const range = (from: number, count: number) => Array.from({ length: count }, (_, at) => from + at);

const idsAsked = ({ query = {} }: ApiCall) => (query['filter[id][]'] ?? []) as number[];

/** An account with leads of these ids, and what it was asked; `isDeaf` to filters it may be. */
function accountOf(leads: IDataObject[], { isDeaf = false } = {}) {
	return fakeClient((call) => {
		const { page, limit } = call.query as { page: number; limit: number };
		const found = leads.filter(({ id }) => isDeaf || idsAsked(call).includes(Number(id)));
		const shown = found.slice((page - 1) * limit, page * limit);
		if (shown.length === 0) return undefined;
		const next = page * limit < found.length ? { next: { href: '' } } : {};
		return { _links: next, _embedded: { leads: shown } };
	});
}

const leadsOf = (ids: number[]): IDataObject[] => ids.map((id) => ({ id, updated_at: -id }));

const byIds = idsFilter('ids', 'IDs', 'id');

async function readingOf(filter: Filter, value: unknown): Promise<Criterion> {
	return await filter.read(value, { session: {} as AccountSession, gaps: {}, zone: 'utc' });
}

/** What a list of leads gives, and what is said of it. */
async function read(
	{ client }: ReturnType<typeof fakeClient>,
	wish: Partial<ListRequest> & Pick<ListRequest, 'criteria'>,
) {
	const told: string[] = [];
	const session = client as unknown as AccountSession;
	const whole: ListRequest = { query: {}, limit: Infinity, show: ({ id }) => ({ id }), ...wish };
	const found = await readList(session, shelf, whole, (message) => told.push(message));
	return { ids: found.map(({ id }) => id), told };
}

describe('a list of hundreds of ids', () => {
	const wanted = range(10_000_000, 700);
	const criteria = async () => [await readingOf(byIds, wanted.join(', '))];

	it('is asked for in parts that fit into an address, each id once', async () => {
		const account = accountOf(leadsOf(wanted));
		const { ids, told } = await read(account, { criteria: await criteria() });
		expect(ids).toEqual(wanted);
		expect(told).toEqual([]);
		expect(account.calls.flatMap(idsAsked)).toEqual(wanted);
		for (const { query = {} } of account.calls) {
			const address = idsAsked({ query } as ApiCall).map((id) => `filter[id][]=${id}`);
			expect(encodeURIComponent(address.join('&')).length).toBeLessThan(8_000);
		}
	});

	it('is no longer asked for once the limit is reached', async () => {
		const account = accountOf(leadsOf(wanted));
		const { ids } = await read(account, { criteria: await criteria(), limit: 20 });
		expect(ids).toEqual(wanted.slice(0, 20));
		expect(account.calls).toHaveLength(1);
	});

	it('comes in the order that was chosen, the first of all parts', async () => {
		const account = accountOf(leadsOf(wanted));
		const { ids } = await read(account, {
			criteria: await criteria(),
			order: { by: 'updated_at', direction: 'asc' },
			show: ({ id, updated_at }) => ({ id, updated_at }),
		});
		expect(ids).toEqual([...wanted].reverse());
	});

	it('gives what two parts have once', async () => {
		const tags = readAs(byIds, ({ query }) => ({ query, maxValues: 1, passes: undefined }));
		const account = accountOf(leadsOf([1, 2, 3]), { isDeaf: true });
		const { ids } = await read(account, { criteria: [await readingOf(tags, [1, 2, 2])] });
		expect(ids).toEqual([1, 2, 3]);
		expect(account.calls).toHaveLength(2);
	});

	it('is read once where the account passes over filters, and without them', async () => {
		const others = range(1, 250);
		const account = accountOf(leadsOf([...others, ...wanted]), { isDeaf: true });
		const { ids, told } = await read(account, { criteria: await criteria() });
		expect(ids).toEqual(wanted);
		expect(told).toHaveLength(1);
		const pages = Math.ceil((others.length + wanted.length) / 250);
		const whole = account.calls.filter((call) => idsAsked(call).length === 0);
		expect(whole).toHaveLength(pages);
		expect(account.calls).toHaveLength(2 * pages);
	});

	it('goes as one text where amoCRM wants it so', async () => {
		const joined = readAs(byIds, () => ({ isJoined: true, maxValues: 2, passes: undefined }));
		const account = fakeClient(() => undefined);
		await read(account, { criteria: [await readingOf(joined, [1, 2, 3])] });
		expect(account.calls.map(({ query }) => query?.['filter[id][]'])).toEqual(['1,2', '3']);
	});
});

describe('what amoCRM returns against the filter', () => {
	const one = async () => [await readingOf(byIds, '2')];

	it('is not given, and it is said', async () => {
		const account = accountOf(leadsOf([1, 2, 3]), { isDeaf: true });
		const { ids, told } = await read(account, { criteria: await one() });
		expect(ids).toEqual([2]);
		expect(told).toEqual([expect.stringContaining('passes over filters')]);
		expect(account.calls).toHaveLength(1);
	});

	it('does not count for the limit', async () => {
		const account = accountOf(leadsOf([1, 3, 2]), { isDeaf: true });
		const { ids } = await read(account, { criteria: await one(), limit: 1 });
		expect(ids).toEqual([2]);
	});
});
