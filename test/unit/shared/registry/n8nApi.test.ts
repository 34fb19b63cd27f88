import { callN8n } from '../../../../nodes/shared/registry/n8nApi';
import type { Send } from '../../../../nodes/shared/transport/http';
import { settled } from '../../support/clock';
import { problemOf, wordsOf } from '../../support/problem';

const api = { baseUrl: 'http://localhost:5678', path: '/api/v1', apiKey: 'n8n_api_k3y' };
const call = {
	method: 'POST',
	path: '/credentials',
	body: {},
	purpose: 'a request of a test',
} as const;

const fine = { statusCode: 200, headers: {}, body: '{"id":"1"}' };
const status = (statusCode: number) => ({ statusCode, headers: {}, body: '{"message":"No."}' });
const lost = (code: string) => Object.assign(new Error('n8n_api_k3y was not welcome'), { code });

/** n8n gives these answers in turn (errors are thrown), the last one again and again. */
function n8nThat(...answers: unknown[]) {
	const send = jest.fn<ReturnType<Send>, Parameters<Send>>(async () => {
		const answer = answers.length > 1 ? answers.shift() : answers[0];
		if (answer instanceof Error) throw answer;
		return answer;
	});
	return { send, ask: async () => await settled(callN8n(send, api, call)) };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('shows its key to n8n alone', async () => {
	const { send, ask } = n8nThat(fine);
	await ask();
	expect(send.mock.calls).toEqual([
		[
			expect.objectContaining({
				method: 'POST',
				url: 'http://localhost:5678/api/v1/credentials',
				headers: expect.objectContaining({ 'X-N8N-API-KEY': api.apiKey }),
			}),
		],
	]);
});

describe('an n8n that is back in a moment', () => {
	it.each([
		['does not listen yet', lost('ECONNREFUSED')],
		['has no name yet', lost('ENOTFOUND')],
		['is behind a proxy: 502', status(502)],
		['is not ready: 503', status(503)],
		['is slow: 504', status(504)],
		['has too much to do: 429', status(429)],
		['is not ready: 425', status(425)],
		['lost its patience: 408', status(408)],
	])('is asked again where it %s', async (_title, first) => {
		const { send, ask } = n8nThat(first, first, fine);
		expect(await ask()).toEqual({ id: '1' });
		expect(send).toHaveBeenCalledTimes(3);
	});

	it('is asked again when it says, unless that is long', async () => {
		const busy = (seconds: string) => ({ ...status(429), headers: { 'Retry-After': seconds } });
		const start = Date.now();
		const { ask } = n8nThat(busy('7'), fine);
		await ask();
		expect(Date.now() - start).toBe(7_000);
		const long = n8nThat(busy('60'), fine);
		expect((await problemOf(long.ask)).details.retryAfter).toBe(60);
		expect(long.send).toHaveBeenCalledTimes(1);
	});

	it('is given up after some seconds', async () => {
		const { send, ask } = n8nThat(lost('ECONNREFUSED'));
		const start = Date.now();
		await problemOf(ask);
		expect(send).toHaveBeenCalledTimes(6);
		expect(Date.now() - start).toBeLessThan(10_000);
	});
});

describe('a refusal', () => {
	it.each<[number, RegExp, string?]>([
		[400, /log of n8n/],
		[401, /API key .*has ended/, 'apiKeyRefused'],
		[403, /scopes/],
		[404, /n8n API URL/],
		[500, /log of n8n/],
	])(
		'with %i comes at once, with a hint, in the words of n8n',
		async (code, hint, kind = 'storage') => {
			const { send, ask } = n8nThat(status(code), fine);
			const problem = await problemOf(ask);
			expect(send).toHaveBeenCalledTimes(1);
			expect(problem.code).toBe(kind);
			expect(problem.message).toContain(`answered ${code} to a request of a test`);
			expect(problem.details.hint).toMatch(hint);
			expect(problem.description).toContain('n8n: No.');
			expect(wordsOf(problem)).not.toContain(api.apiKey);
		},
	);

	it('is seen in a page where JSON was due', async () => {
		const page = { statusCode: 200, headers: {}, body: '<!doctype html><title>n8n</title>' };
		const problem = await problemOf(n8nThat(page).ask);
		expect(problem.details.hint).toMatch(/n8n API URL/);
		expect(wordsOf(problem)).not.toContain('<');
	});
});

it.each(['ECONNRESET', 'ECONNABORTED'])(
	'does not ask twice where the answer was lost (%s): n8n may have done it',
	async (code) => {
		const { send, ask } = n8nThat(lost(code), fine);
		expect((await problemOf(ask)).code).toBe('storage');
		expect(send).toHaveBeenCalledTimes(1);
	},
);

it('says of an n8n that cannot be reached where it was looked for, and shows no key', async () => {
	const problem = await problemOf(n8nThat(lost('ECONNREFUSED')).ask);
	expect(problem.message).toBe(
		"n8n's API at http://localhost:5678 could not be reached for a request of a test.",
	);
	expect(problem.details.status).toBeUndefined();
	expect(problem.details.hint).toMatch(/n8n API URL/);
	expect(problem.description).toContain('n8n: localhost:5678 could not be reached (ECONNREFUSED)');
	expect(wordsOf(problem)).not.toContain(api.apiKey);
});

it('whose data tables are full: says how to make room', async () => {
	const body = '{"message":"Data table size limit exceeded: 201MB used, limit is 200MB"}';
	const { ask } = n8nThat({ statusCode: 400, headers: {}, body });
	const problem = await problemOf(ask);
	expect(problem.details.hint).toMatch(/full.*N8N_DATA_TABLES_MAX_SIZE_BYTES/);
});
