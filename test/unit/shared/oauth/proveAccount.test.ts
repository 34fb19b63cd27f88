import { proveAccount } from '../../../../nodes/shared/oauth/proveAccount';
import { NoAnswer, type Answer } from '../../../../nodes/shared/transport/http';
import { settled } from '../../support/clock';
import { answer, scriptedHttp } from '../../support/http';
import { problemOf } from '../../support/problem';

const MINUTE = 60_000;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

let hosts = 0;

/** A host that no other test knows, and what asking it comes to. */
function newHost(...steps: Parameters<typeof scriptedHttp>) {
	hosts += 1;
	const [domain, queue] = [`look-${hosts}.amocrm.ru`, `integration-${hosts}`];
	const { http, requests } = scriptedHttp(...steps);
	const prove = async () => await settled(proveAccount({ domain, http, queue }));
	return { domain, requests, prove };
}

/** As the documentation shows the refusal of a call without a token. */
const refusal = answer(401, {
	title: 'Unauthorized',
	type: 'https://httpstatus.es/401',
	status: 401,
	detail: 'The token is missing',
});

const page = (status: number) => answer(status, '<html><body>Developers</body></html>');

it('takes a host for an account that answers as the API of one, and shows it nothing', async () => {
	const { domain, requests, prove } = newHost(refusal);
	await prove();
	expect(requests).toEqual([
		{ method: 'GET', url: `https://${domain}/api/v4/account`, timeout: 10_000 },
	]);
});

it('asks an account once a day, and once for all who come together', async () => {
	const { requests, prove } = newHost(refusal, refusal);
	await Promise.all([prove(), prove(), prove()]);
	await jest.advanceTimersByTimeAsync(23 * 60 * MINUTE);
	await prove();
	expect(requests).toHaveLength(1);
	await jest.advanceTimersByTimeAsync(60 * MINUTE);
	await prove();
	expect(requests).toHaveLength(2);
});

/** SECURITY: The client secret goes only to a host that has answered an unsigned call as an account's API
 * does, or to the address that amoCRM names for an installed account. */
describe('is no account', () => {
	it.each<[string, Answer]>([
		['a page', page(200)],
		['a page that is missing', page(404)],
		['a page that is not for everybody', page(401)],
		['another place', answer(301, '', { location: 'https://www.amocrm.ru/' })],
		['JSON of something else', answer(200, { ok: true })],
		['JSON that is missing', answer(404, { title: 'Not Found', status: 404 })],
		// amoCRM's old answer for a name that nobody has.
		['that there is no such account', answer(401, { response: { error_code: '101' } })],
		['nothing', answer(204)],
	])('what answers with %s', async (_title, said) => {
		const { domain, prove } = newHost(said);
		const problem = await problemOf(prove);
		expect(problem.code).toBe('badAddress');
		expect(problem.message).toContain(domain);
	});

	it('for ten minutes; the name may be taken after that', async () => {
		const { requests, prove } = newHost(page(404), refusal);
		await problemOf(prove);
		await problemOf(prove);
		expect(requests).toHaveLength(1);
		await jest.advanceTimersByTimeAsync(10 * MINUTE);
		await prove();
	});
});

it.each<[string, Answer | Error, string]>([
	['429', answer(429, 'Too many'), 'rateLimited'],
	['a block', page(403), 'blocked'],
	['a fault', page(502), 'serverError'],
	['silence', new NoAnswer('x', 'ETIMEDOUT', false), 'unreachable'],
])('does not know after %s, and asks again', async (_title, said, code) => {
	const { requests, prove } = newHost(said, refusal);
	expect((await problemOf(prove)).code).toBe(code);
	await prove();
	expect(requests).toHaveLength(2);
});
