import {
	accountFromInput,
	accountFromReferer,
	authorizeUrl,
	parseExtraDomains,
} from '../../../../nodes/shared/address';
import { AmoCrmProblem } from '../../../../nodes/shared/problem';
import { HOSTILE, mixedAddresses, PASTED, titled } from '../../support/addresses';
import { problemOf } from '../../support/problem';

const hostile = titled(HOSTILE.map((text): [string] => [text]));

describe('accountFromInput', () => {
	it.each(titled(PASTED))('reads %s', (_title, pasted, domain, platform) => {
		const subdomain = domain.split('.')[0];
		expect(accountFromInput(pasted)).toEqual({ domain, subdomain, platform });
	});

	it.each(hostile)('refuses %s', async (_title, text) => {
		const problem = await problemOf(() => accountFromInput(text));
		expect(problem.code).toBe('badAddress');
	});

	it('shows a refused text cut short and on one line', async () => {
		const text = `evil.com\r\nSet-Cookie: a=b\u202e${'x'.repeat(10_000)}`;
		const { message } = await problemOf(() => accountFromInput(text));
		expect(message).toMatch(/^"evil\.com\?\?Set-Cookie: a=b\?x{1,80}" is not the address/);
		expect(message.length).toBeLessThan(150);
	});

	it('reads nothing out of a mixture but the plain host of an account', () => {
		for (const text of mixedAddresses(5_000)) {
			try {
				const { domain } = accountFromInput(text);
				expect(domain).toMatch(/^[a-z0-9-]{1,63}\.(?:amocrm\.ru|amocrm\.com|kommo\.com)$/);
				expect(new URL(`https://${domain}/oauth2/access_token`).host).toBe(domain);
			} catch (error) {
				expect(error).toBeInstanceOf(AmoCrmProblem);
			}
		}
	});
});

describe('accountFromReferer', () => {
	it.each([
		['example.amocrm.ru', 'example.amocrm.ru', 'amocrm'],
		['EXAMPLE.amocrm.ru', 'example.amocrm.ru', 'amocrm'],
		['https://example.amocrm.ru', 'example.amocrm.ru', 'amocrm'],
		['https://example.kommo.com/', 'example.kommo.com', 'kommo'],
		['example.amocrm.com', 'example.amocrm.com', 'kommo'],
	])('reads %s', (referer, domain, platform) => {
		expect(accountFromReferer(referer)).toEqual({ domain, subdomain: 'example', platform });
	});

	it.each(hostile)('refuses %s', async (_title, text) => {
		expect((await problemOf(() => accountFromReferer(text))).code).toBe('badAddress');
	});

	it.each<[string, unknown]>([
		['no parameter', undefined],
		['null', null],
		['a number', 5],
		['a nested parameter', { $: 'example.amocrm.ru' }],
		['a double parameter', ['example.amocrm.ru', 'evil.com']],
		['a parameter in brackets', ['example.amocrm.ru']],
		['a bare word', 'example'],
		['http', 'http://example.amocrm.ru'],
		['a page', 'https://example.amocrm.ru/leads'],
		['a query', 'https://example.amocrm.ru?a=b'],
		['blanks around', ' example.amocrm.ru'],
		['a line end', 'example.amocrm.ru\n'],
	])('refuses %s', async (_title, referer) => {
		expect((await problemOf(() => accountFromReferer(referer))).code).toBe('badAddress');
	});
});

describe('additional domains', () => {
	const extra = ['crm.example.com'];

	it('are accepted where they are listed, one label below', () => {
		const address = { domain: 'acme.crm.example.com', subdomain: 'acme', platform: 'amocrm' };
		expect(accountFromReferer('acme.crm.example.com', extra)).toEqual(address);
		expect(accountFromInput('https://acme.crm.example.com/leads', extra)).toEqual(address);
	});

	it.each(['acme.crm.example.com', 'acme.example.com'])('are not guessed: %s', async (host) => {
		expect((await problemOf(() => accountFromReferer(host))).code).toBe('badAddress');
	});

	it.each(['crm.example.com', 'a.b.crm.example.com', 'acmecrm.example.com', 'www.crm.example.com'])(
		'do not cover %s',
		async (host) => {
			expect((await problemOf(() => accountFromReferer(host, extra))).code).toBe('badAddress');
		},
	);

	it.each<[string | undefined, string[]]>([
		[undefined, []],
		[' , ', []],
		['crm.example.com', ['crm.example.com']],
		[
			'*.CRM.example.com; .amo.example\nbpm.example',
			['crm.example.com', 'amo.example', 'bpm.example'],
		],
	])('are read from %j', (text, domains) => {
		expect(parseExtraDomains(text)).toEqual(domains);
	});

	it.each([
		'com',
		'localhost',
		'127.0.0.1',
		'https://crm.example.com',
		'a@b.example',
		'cr\u043c.example',
	])('cannot be %s', async (text) => {
		expect((await problemOf(() => parseExtraDomains(text))).code).toBe('badInput');
	});
});

it('knows the consent page of each platform', () => {
	expect(authorizeUrl('amocrm')).toBe('https://www.amocrm.ru/oauth');
	expect(authorizeUrl('kommo')).toBe('https://www.kommo.com/oauth');
});
