import type { IHttpRequestMethods } from 'n8n-workflow';

import { type ApiCall, createApiClient } from '../../../../nodes/shared/transport/client';
import { NoAnswer } from '../../../../nodes/shared/transport/http';
import { Limiter } from '../../../../nodes/shared/transport/limiter';
import { answer, scriptedHttp } from '../../support/http';
import { problemOf } from '../../support/problem';

const DOMAIN = 'example.amocrm.ru';
const found = answer(200, { id: 1 });

type Steps = Parameters<typeof scriptedHttp>;

function clientWith(...steps: Steps) {
	const { http, requests } = scriptedHttp(...steps);
	const limiter = new Limiter();
	return { client: createApiClient(DOMAIN, http, limiter), requests, limiter };
}

/** Lets all waiting pass; the result of the work, or what it threw. */
async function settle(work: Promise<unknown>): Promise<unknown> {
	const settled = work.catch((error: unknown) => error);
	await jest.advanceTimersByTimeAsync(3_600_000);
	return await settled;
}

/** The same before any pause is over. */
async function settleSoon(work: Promise<unknown>): Promise<unknown> {
	const settled = work.catch((error: unknown) => error);
	await jest.advanceTimersByTimeAsync(1_000);
	return await settled;
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('the address', () => {
	const search = async (call: Omit<ApiCall, 'method'>) => {
		const { client, requests } = clientWith(found);
		await client.request({ method: 'GET', ...call });
		return new URL(requests[0].url);
	};

	it('is below the account, whatever the path says', async () => {
		for (const path of [
			'/api/v4/leads',
			'//evil.com/x',
			'https://evil.com/x',
			'\\\\evil.com',
			'@evil.com',
		]) {
			expect((await search({ path })).host).toBe(DOMAIN);
		}
	});

	it('takes brackets, lists and foreign letters', async () => {
		const { searchParams } = await search({
			path: '/api/v4/leads',
			query: {
				'filter[id][]': [1, 2],
				'filter[price][from]': 0,
				query: 'Ёлка & "Co." +7?#',
				with: 'contacts,loss_reason',
				useful: false,
				unset: undefined,
			},
		});
		expect([...searchParams]).toEqual([
			['filter[id][]', '1'],
			['filter[id][]', '2'],
			['filter[price][from]', '0'],
			['query', 'Ёлка & "Co." +7?#'],
			['with', 'contacts,loss_reason'],
			['useful', 'false'],
		]);
	});

	it('keeps the query that the path has, and adds to it', async () => {
		const url = await search({
			path: '/api/v4/leads?with=contacts&query=why?no',
			query: { page: 2 },
		});
		expect([...url.searchParams]).toEqual([
			['with', 'contacts'],
			['query', 'why?no'],
			['page', '2'],
		]);
	});
});

describe('the answer', () => {
	it('is the parsed body', async () => {
		const { client, requests } = clientWith(found);
		const body = [{ name: 'A' }];
		expect(await client.request({ method: 'POST', path: '/api/v4/leads', body })).toEqual({
			id: 1,
		});
		expect(requests[0]).toMatchObject({ method: 'POST', body });
	});

	it.each([
		['204', answer(204)],
		['an empty 200', answer(200, '')],
		['an empty 202', answer(202, ' \n')],
		['a 202 in plain words', answer(202, 'Accepted')],
	])('is undefined for %s', async (_title, empty) => {
		const { client } = clientWith(empty);
		expect(await client.request({ method: 'GET', path: '/' })).toBeUndefined();
	});

	it.each(['{"id":', '<html></html>'])('is a problem where it is not JSON: %s', async (text) => {
		const { client, requests } = clientWith(answer(200, text));
		const work = async () => await client.request({ method: 'POST', path: '/' });
		expect((await problemOf(work)).code).toBe('badAnswer');
		expect(requests).toHaveLength(1);
	});

	// Reports of users: PHP#544.
	it.each(['OK', '"ok"', 'true', '1', 'null', ' Accepted\n'])(
		'to a write is undefined where it is a plain word: %s',
		async (text) => {
			const { client, requests } = clientWith(answer(200, text));
			expect(await client.request({ method: 'PATCH', path: '/' })).toBeUndefined();
			expect(requests).toHaveLength(1);
		},
	);
});

const refused = () => new NoAnswer(DOMAIN, 'ECONNREFUSED', true);
const lost = () => new NoAnswer(DOMAIN, 'ECONNRESET', false);

/** First answer, and the methods for which another try is safe. */
const SAFE: Array<[string, Steps[number], IHttpRequestMethods[]]> = [
	['429', answer(429, 'Too many requests'), ['GET', 'POST', 'PATCH', 'PUT', 'DELETE']],
	['a refused connection', refused(), ['GET', 'POST', 'PATCH', 'PUT', 'DELETE']],
	['a lost answer', lost(), ['GET']],
	['500', answer(500), ['GET']],
	['502 with a page', answer(502, '<html></html>'), ['GET']],
	['504', answer(504), ['GET']],
	['a body that was cut off', answer(200, '{"id":'), ['GET']],
	['400', answer(400, { title: 'Bad Request' }), []],
	['401', answer(401), []],
	['402', answer(402), []],
	['403', answer(403, { title: 'Forbidden' }), []],
	['a block', answer(403, '<html></html>'), []],
	['404', answer(404), []],
];
const METHODS: IHttpRequestMethods[] = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'];
const matrix = SAFE.flatMap(([title, first, safe]) =>
	METHODS.map((method) => ({ title, first, method, again: safe.includes(method) })),
);

/** After which nobody knows whether a write was done. */
const LOST: Array<[string, Steps[number]]> = [
	['a reset', lost()],
	['a time-out', new NoAnswer(DOMAIN, 'ETIMEDOUT', false)],
	['500', answer(500)],
	['502 with a page', answer(502, '<html></html>')],
	['504', answer(504)],
	['408', answer(408)],
	['a body that was cut off', answer(200, '{"id":')],
	['a page', answer(200, '<html></html>')],
];
const WRITES: IHttpRequestMethods[] = ['POST', 'PATCH', 'PUT', 'DELETE'];
const lostWrites = LOST.flatMap(([title, first]) =>
	WRITES.map((method) => ({ title, first, method })),
);

describe('a write', () => {
	it.each(lostWrites)('by $method after $title may have been done', async ({ first, method }) => {
		const { client } = clientWith(first);
		const problem = await problemOf(
			async () => await client.request({ method, path: '/api/v4/leads' }),
		);
		expect(problem.message).toMatch(/may have been done all the same\.$/);
		expect(problem.details.hint).toContain(`Look into the account ${DOMAIN} first`);
		expect(problem.details.uncertain).toBe(method);
		expect(problem.message + problem.description).not.toMatch(/try again/i);
	});

	it.each<[string, Steps[number]]>([
		['429', answer(429)],
		['a refused connection', refused()],
		['400', answer(400, { title: 'Bad Request' })],
		['403', answer(403, { title: 'Forbidden' })],
		['404', answer(404)],
	])('after %s was not done', async (_title, first) => {
		const { client } = clientWith(...Array.from({ length: 4 }, () => first));
		const problem = await settle(client.request({ method: 'POST', path: '/' }));
		expect(problem).toMatchObject({ details: expect.not.objectContaining({ uncertain: 'POST' }) });
	});
});

it('a read that stays without an answer is not said to have been done', async () => {
	const { client } = clientWith(...Array.from({ length: 4 }, lost));
	const problem = await settle(client.request({ method: 'GET', path: '/' }));
	expect((problem as Error).message).not.toMatch(/done/);
});

describe('another try', () => {
	it.each(matrix)('after $title, $method: $again', async ({ first, method, again }) => {
		const { client, requests } = clientWith(first, found);
		const result = await settle(client.request({ method, path: '/api/v4/leads' }));
		expect(requests).toHaveLength(again ? 2 : 1);
		if (again) expect(result).toEqual({ id: 1 });
		else expect(result).toBeInstanceOf(Error);
	});

	it('is not made for ever', async () => {
		const { client, requests } = clientWith(...Array.from({ length: 50 }, lost));
		expect(await settle(client.request({ method: 'GET', path: '/' }))).toBeInstanceOf(NoAnswer);
		expect(requests.length).toBeGreaterThan(1);
		expect(requests.length).toBeLessThan(10);
	});

	it('waits as long as amoCRM says', async () => {
		const { client, requests } = clientWith(answer(429, '', { 'retry-after': '30' }), found);
		const work = client.request({ method: 'POST', path: '/' });
		await jest.advanceTimersByTimeAsync(29_999);
		expect(requests).toHaveLength(1);
		await settle(work);
		expect(requests).toHaveLength(2);
	});

	it('after 429 holds back every other caller of the limiter', async () => {
		const { client, limiter } = clientWith(answer(429, { retry_after: 30 }), found);
		const work = client.request({ method: 'GET', path: '/' });
		await jest.advanceTimersByTimeAsync(1_000);
		const other = jest.fn();
		void limiter.turn().then(other);
		await jest.advanceTimersByTimeAsync(28_000);
		expect(other).not.toHaveBeenCalled();
		await settle(work);
		expect(other).toHaveBeenCalled();
	});

	it('lets others go on while it waits after a lost answer', async () => {
		const { client, limiter } = clientWith(lost(), found);
		const work = client.request({ method: 'GET', path: '/' });
		await jest.advanceTimersByTimeAsync(0);
		const other = jest.fn();
		void limiter.turn().then(other);
		await jest.advanceTimersByTimeAsync(200);
		expect(other).toHaveBeenCalled();
		await settle(work);
	});
});

it('paces the calls', async () => {
	const { client, requests } = clientWith(...Array.from({ length: 20 }, () => found));
	const work = Array.from(
		{ length: 20 },
		async () => await client.request({ method: 'GET', path: '/' }),
	);
	await jest.advanceTimersByTimeAsync(999);
	expect(requests).toHaveLength(7);
	await settle(Promise.all(work));
	expect(requests).toHaveLength(20);
});

it('sends nothing more to an account that is blocked', async () => {
	const { client, requests } = clientWith(answer(403, '<html></html>'), found);
	const asked = async () =>
		await settleSoon(client.request({ method: 'POST', path: '/api/v4/leads' }));
	const first = await asked();
	expect(first).toMatchObject({ code: 'blocked' });
	expect(await asked()).toBe(first);
	expect(requests).toHaveLength(1);
});

describe('after a stop', () => {
	const stoppable = (...steps: Steps) => {
		const { http, requests } = scriptedHttp(...steps);
		const stop = new AbortController();
		const limiter = new Limiter();
		const client = createApiClient(DOMAIN, http, limiter, { signal: stop.signal });
		const ask = async (method: IHttpRequestMethods) => await client.request({ method, path: '/' });
		return { ask, requests, stop, limiter };
	};
	const notSent = { code: 'notSent' };

	it('nothing leaves that waits for its turn', async () => {
		const { ask, requests, stop } = stoppable(...Array.from({ length: 20 }, () => found));
		const work = Promise.allSettled(METHODS.flatMap((method) => [ask(method), ask(method)]));
		await jest.advanceTimersByTimeAsync(300);
		const left = requests.length;
		stop.abort();
		const outcomes = (await settle(work)) as Array<PromiseSettledResult<unknown>>;
		expect(left).toBeLessThan(METHODS.length * 2);
		expect(requests).toHaveLength(left);
		expect(outcomes.slice(left)).toEqual(
			outcomes.slice(left).map(() => ({
				status: 'rejected',
				reason: expect.objectContaining(notSent) as unknown,
			})),
		);
	});

	it.each<[string, Steps[number], IHttpRequestMethods]>([
		['too many requests', answer(429, '', { 'retry-after': '30' }), 'POST'],
		['a connection that was not made', refused(), 'POST'],
		['a lost answer', lost(), 'GET'],
	])('no other try follows %s, and nobody waits for it', async (_title, first, method) => {
		const { ask, requests, stop } = stoppable(first, found);
		const work = ask(method).catch((error: unknown) => error);
		await jest.advanceTimersByTimeAsync(500);
		stop.abort();
		await jest.advanceTimersByTimeAsync(0);
		expect(await work).toMatchObject(notSent);
		expect(requests).toHaveLength(1);
	});

	it('others of the account go on', async () => {
		const { ask, stop, limiter } = stoppable(answer(429, '', { 'retry-after': '30' }), found);
		const work = ask('GET').catch((error: unknown) => error);
		await jest.advanceTimersByTimeAsync(500);
		const other = jest.fn();
		void limiter.turn().then(other);
		stop.abort();
		await settle(work);
		expect(other).toHaveBeenCalledTimes(1);
	});
});

it('does not send what is not wanted any more when its turn comes', async () => {
	const { client, requests } = clientWith(found, found);
	let isWanted = true;
	const calls = [1, 2].map(
		async () => await client.request({ method: 'GET', path: '/', isWanted: () => isWanted }),
	);
	await jest.advanceTimersByTimeAsync(0);
	isWanted = false;
	expect(await settle(Promise.all(calls))).toEqual([{ id: 1 }, undefined]);
	expect(requests).toHaveLength(1);
});
