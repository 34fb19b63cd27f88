import { settle } from '../../../../nodes/shared/settle';
import { AmoCrmProblem } from '../../../../nodes/shared/problem';
import { NoAnswer, onHost, openHttp, openN8nHttp } from '../../../../nodes/shared/transport/http';
import { fakeSend } from '../../support/http';
import { problemOf, wordsOf } from '../../support/problem';

const HOST = 'example.amocrm.ru';
const URL_OF_LEADS = `https://${HOST}/api/v4/leads`;
const fine = { statusCode: 200, headers: {}, body: '{}' };

const failure = (properties: object) =>
	Object.assign(new Error('Bearer t0ken was not welcome'), properties);

describe('where requests may go', () => {
	it.each([URL_OF_LEADS, `https://${HOST}:443/`, 'https://EXAMPLE.amocrm.ru/?a=b#c'])(
		'to the account: %s',
		async (url) => {
			const { send, sent } = fakeSend(fine);
			await openHttp(send, onHost(HOST))({ method: 'GET', url });
			expect(sent).toHaveLength(1);
		},
	);

	/** SECURITY: Requests leave only by HTTPS for hosts directly below `amocrm.ru`, `amocrm.com`, `kommo.com`
	 * or a domain that the credential lists, and for the API of your own n8n. */
	it.each([
		'https://evil.com/api/v4/leads',
		`https://${HOST}.evil.com/`,
		`https://evil.com/${HOST}`,
		`https://evil.com\\@${HOST}/`,
		`https://other.amocrm.ru/`,
		`https://${HOST}@evil.com/`,
		`https://user@${HOST}/`,
		`https://user:word@${HOST}/`,
		`https://:word@${HOST}/`,
		`https://${HOST}:8443/`,
		`https://${HOST}./`,
		`http://${HOST}/`,
		`ftp://${HOST}/`,
		'https://ex\u0430mple.amocrm.ru/',
		'https://127.0.0.1/',
		'https://[::1]/',
		'file:///etc/passwd',
		'data:text/plain,a',
		'/api/v4/leads',
		`//${HOST}/`,
		'https://',
		'',
	])('not to %j', async (url) => {
		const { send, sent } = fakeSend(fine);
		const http = openHttp(send, onHost(HOST));
		const problem = await problemOf(async () => await http({ method: 'GET', url }));
		expect(problem.code).toBe('refused');
		expect(sent).toEqual([]);
	});

	// A row of the table, `referer`, `api_domain`, `drive_url` or a link of an answer may name any of these.
	/** SECURITY: Nothing that is stored, called or answered can widen that list. */
	it.each([
		'evil.com',
		'127.0.0.1',
		'localhost',
		'n8n.example',
		'amocrm.ru',
		'kommo.com',
		'a.b.amocrm.ru',
		'example.amocrm.ru.evil.com',
		'example.amocrm.az',
		'example.crm.example.com',
		'.amocrm.ru',
		'',
	])('not to %j, even through it that was made for it', async (host) => {
		const { send, sent } = fakeSend(fine);
		const http = openHttp(send, () => true);
		const to = { method: 'GET', url: `https://${host}/oauth2/access_token` } as const;
		expect((await problemOf(async () => await http(to))).code).toBe('refused');
		const exact = openHttp(send, onHost(host));
		expect((await problemOf(async () => await exact(to))).code).toBe('refused');
		expect(sent).toEqual([]);
	});

	it.each(['api-b.amocrm.ru', 'drive-c.kommo.com', 'amojo.amocrm.com', 'example.crm.example.com'])(
		'to %s, which is on the list with the domains of the credential',
		async (host) => {
			const { send, sent } = fakeSend(fine);
			const http = openHttp(send, onHost(host), ['crm.example.com']);
			await http({ method: 'GET', url: `https://${host}/` });
			expect(sent).toHaveLength(1);
		},
	);

	/** SECURITY: Requests leave only by HTTPS for hosts directly below `amocrm.ru`, `amocrm.com`, `kommo.com`
	 * or a domain that the credential lists, and for the API of your own n8n. */
	it.each<[string, string, boolean]>([
		['http://localhost:5678', 'http://localhost:5678/api/v1/data-tables', true],
		['http://localhost:5678', 'http://localhost/api/v1/data-tables', false],
		['http://localhost:5678', 'https://localhost:5678/api', false],
		['http://localhost:5678', 'http://user@localhost:5678/api', false],
		['https://n8n.example/base', 'https://n8n.example/base/api', true],
		['https://n8n.example', 'https://n8n.example.evil.com/api', false],
		['https://n8n.example', 'https://example.amocrm.ru/', false],
	])('of the n8n at %s to %s: %s', async (base, url, may) => {
		const { send, sent } = fakeSend(fine);
		await settle(openN8nHttp(send, base)({ method: 'GET', url }));
		expect(sent).toHaveLength(may ? 1 : 0);
	});
});

describe('what n8n is asked to send', () => {
	/** SECURITY: No redirect is followed; where an account has moved, amoCRM itself is asked for its new
	 * address. */
	it('JSON, with a time limit, every status as an answer but 401, and no redirect', async () => {
		const { send, sent } = fakeSend(fine);
		const headers = { Authorization: 'Bearer t0ken' };
		const http = openHttp(send, onHost(HOST));
		await http({ method: 'POST', url: URL_OF_LEADS, headers, body: [{ name: 'ё' }], timeout: 5 });
		expect(sent[0]).toMatchObject({
			method: 'POST',
			url: URL_OF_LEADS,
			body: '[{"name":"ё"}]',
			timeout: 5,
			disableFollowRedirect: true,
			returnFullResponse: true,
			ignoreHttpStatusErrors: { ignore: true, except: [401] },
		});
		expect(sent[0].headers).toMatchObject({ ...headers, 'Content-Type': 'application/json' });
	});

	it('no body and no type of it where there is none; always a time limit', async () => {
		const { send, sent } = fakeSend(fine);
		await openHttp(send, onHost(HOST))({ method: 'GET', url: URL_OF_LEADS });
		expect(sent[0]).not.toHaveProperty('body');
		expect(sent[0].headers).not.toHaveProperty('Content-Type');
		expect(sent[0].timeout).toBeGreaterThan(0);
	});
});

describe('what comes back', () => {
	it.each([200, 204, 302, 400, 403, 429, 500])('an answer with the status %i', async (status) => {
		const headers = { 'X-Request-Id': 'abc', 'Set-Cookie': ['a', 'b'] };
		const { send } = fakeSend({ statusCode: status, headers, body: 'text' });
		expect(await openHttp(send, onHost(HOST))({ method: 'GET', url: URL_OF_LEADS })).toEqual({
			status,
			headers: { 'x-request-id': 'abc', 'set-cookie': 'a,b' },
			text: 'text',
		});
	});

	it.each<[string, unknown, string]>([
		['nothing', undefined, ''],
		['null', null, ''],
		['a parsed body', { a: 1 }, '{"a":1}'],
	])('a text out of %s', async (_title, body, text) => {
		const { send } = fakeSend({ ...fine, body });
		const answer = await openHttp(send, onHost(HOST))({ method: 'GET', url: URL_OF_LEADS });
		expect(answer.text).toBe(text);
	});

	const response = {
		status: 401,
		headers: { 'X-Request-Id': 'abc' },
		data: '{"title":"Unauthorized"}',
	};

	it.each([
		['plain', failure({ response })],
		['wrapped', failure({ httpCode: '401', cause: failure({ response }) })],
		['wrapped twice', failure({ cause: failure({ cause: failure({ response }) }) })],
	])('an answer where n8n throws a 401 at it, %s', async (_title, error) => {
		const http = openHttp(fakeSend(error).send, onHost(HOST));
		expect(await http({ method: 'GET', url: URL_OF_LEADS })).toEqual({
			status: 401,
			headers: { 'x-request-id': 'abc' },
			text: response.data,
		});
	});

	it('an answer where n8n keeps nothing of it but the status', async () => {
		const http = openHttp(fakeSend(failure({ httpCode: '401' })).send, onHost(HOST));
		expect(await http({ method: 'GET', url: URL_OF_LEADS })).toMatchObject({
			status: 401,
			text: '',
		});
	});

	it('a problem of ours as it is', async () => {
		const problem = new AmoCrmProblem('unauthorized', 'Connect again.');
		const http = openHttp(fakeSend(problem).send, onHost(HOST));
		expect(await problemOf(async () => await http({ method: 'GET', url: URL_OF_LEADS }))).toBe(
			problem,
		);
	});
});

describe('no answer', () => {
	it.each([
		['ECONNREFUSED', true],
		['ENOTFOUND', true],
		['EAI_AGAIN', true],
		['EHOSTUNREACH', true],
		['ENETUNREACH', true],
		['ECONNRESET', false],
		['ECONNABORTED', false],
		['ETIMEDOUT', false],
		['EPIPE', false],
		['CERT_HAS_EXPIRED', false],
		[undefined, false],
	])('%s: surely not sent is %s', async (code, neverSent) => {
		for (const error of [failure({ code }), failure({ cause: failure({ code }) })]) {
			const http = openHttp(fakeSend(error).send, onHost(HOST));
			const headers = { Authorization: 'Bearer t0ken' };
			const problem = await problemOf(
				async () => await http({ method: 'POST', url: URL_OF_LEADS, headers }),
			);
			expect(problem).toBeInstanceOf(NoAnswer);
			expect(problem).toMatchObject({ code: 'unreachable', neverSent });
			expect(problem.message).toContain(HOST);
			expect(wordsOf(problem)).not.toContain('t0ken');
		}
	});
});
