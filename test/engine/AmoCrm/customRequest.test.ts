import { Account } from '../support';
import { outputOf, runAction } from './action';

describe('customRequest: send', () => {
	it('reads any path, with parameters as amoCRM names them', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/leads')
			.query({ 'filter[id][]': ['1', '2'], with: 'contacts' })
			.reply(200, { _page: 1, _embedded: { leads: [{ id: 1 }] } });
		const output = await outputOf(account, ['customRequest', 'send'], {
			path: '/api/v4/leads',
			query: {
				rows: [
					{ name: 'filter[id][]', value: '1' },
					{ name: 'filter[id][]', value: '2' },
					{ name: 'with', value: 'contacts' },
				],
			},
		});

		expect(output).toEqual([{ _page: 1, _embedded: { leads: [{ id: 1 }] } }]);
	});

	it.each<[string, object | undefined, unknown[]]>([
		['the answer', { _embedded: { leads: [{ id: 5 }] } }, [{ _embedded: { leads: [{ id: 5 }] } }]],
		['an item for each of a bare array', [{ id: 1 }, { id: 2 }], [{ id: 1 }, { id: 2 }]],
		['a word where amoCRM answers nothing', undefined, [{ success: true }]],
	])('sends JSON and gives %s', async (_title, answer, expected) => {
		const account = new Account();
		account.api
			.post('/api/v4/leads', [{ name: 'A' }])
			.reply(answer ? 200 : 204, answer as Record<string, unknown>);
		const output = await outputOf(account, ['customRequest', 'send'], {
			method: 'POST',
			path: '/api/v4/leads',
			body: '[{"name": "A"}]',
		});

		expect(output).toEqual(expected);
	});

	it.each(['api/v4/tasks', ' /api/v4/tasks '])('takes %j for a path', async (path) => {
		const account = new Account();
		account.api.get('/api/v4/tasks').reply(204);
		const run = await runAction(account, ['customRequest', 'send'], { path });
		expect([run.error, run.json('amoCRM')]).toEqual([undefined, []]);
	});

	it('takes the whole URL of the account, such as a link out of an answer', async () => {
		const account = new Account();
		account.api.get('/api/v4/leads/17').query({ with: 'contacts' }).reply(200, { id: 17 });
		const path = `${account.url}/api/v4/leads/17?with=contacts`;
		expect(await outputOf(account, ['customRequest', 'send'], { path })).toEqual([{ id: 17 }]);
	});

	it('reads all pages of whatever list it is', async () => {
		const account = new Account();
		const page = (number: number, ids: number[], isLast: boolean) => ({
			_page: number,
			_links: isLast ? {} : { next: { href: 'https://evil.example/next' } },
			_embedded: { catalogs: ids.map((id) => ({ id })) },
		});
		const list = (query: Record<string, string>) =>
			account.api.get('/api/v4/catalogs').query({ limit: '2', ...query });
		list({}).reply(200, page(1, [1, 2], false));
		list({ page: '1' }).reply(200, page(1, [1, 2], false));
		list({ page: '2' }).reply(200, page(2, [3], true));
		const output = await outputOf(account, ['customRequest', 'send'], {
			path: '/api/v4/catalogs',
			returnAllPages: true,
			query: { rows: [{ name: 'limit', value: '2' }] },
		});

		expect(output).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
	});

	it('asks once where there is one page, and gives what is no list as it is', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/leads')
			.query({ limit: '250' })
			.reply(200, { _embedded: { leads: [{ id: 1 }] } });
		account.api.get('/api/v4/account').query({ limit: '250' }).reply(200, { id: 9 });
		const output = await outputOf(
			account,
			['customRequest', 'send'],
			{ path: '={{ $json.path }}', returnAllPages: true },
			{ input: [{ json: { path: '/api/v4/leads' } }, { json: { path: '/api/v4/account' } }] },
		);

		expect(output).toEqual([{ id: 1 }, { id: 9 }]);
	});

	it('refuses a body that is no JSON', async () => {
		const run = await runAction(new Account(), ['customRequest', 'send'], {
			method: 'POST',
			path: '/api/v4/leads',
			body: 'name: A',
		});
		expect(run.errorOf('amoCRM')?.message).toContain('"Body"');
	});

	describe('stays in the account', () => {
		const { domain } = new Account();

		it.each([
			'',
			'leads',
			'//evil.example/api/v4/leads',
			'/\\evil.example/api',
			'\\\\evil.example',
			'/\t/evil.example',
			'/api\n/v4',
			'/ api',
			'///evil.example',
			'https://evil.example/api/v4/leads',
			'https:evil.example',
			'https:/evil.example',
			'https:\\\\evil.example',
			'https://evil.example\\@DOMAIN/',
			'https://DOMAIN@evil.example/',
			'https://user:secret@DOMAIN/api/v4/leads',
			'https://DOMAIN:8443/api/v4/leads',
			'https://DOMAIN.evil.example/api',
			'https://DOMAIN\\.evil.example/api',
			'https://DOMAIN//evil.example/api',
			'https://DOMAIN#@evil.example/',
			'https://DOMAIN',
			'http://DOMAIN/api/v4/leads',
			'HTTPS://evil.example/',
			'javascript:alert(1)',
			'file:///etc/passwd',
			'/api/v4/../../oauth2/access_token',
			'/api/v4/%2e%2E/x',
			'/api/v4/.%2e',
			'/api/v4/leads#/evil',
			'/api/v4/\u0000',
			'/api/v4/\u202eleads',
			'＠evil.example',
		])('whatever the path is: %j', async (template) => {
			const account = new Account();
			const path = template.replace('DOMAIN', account.domain);
			const run = await runAction(
				account,
				['customRequest', 'send'],
				{ path: '={{ $json.path }}' },
				{ input: [{ json: { path } }] },
			);
			expect(run.errorOf('amoCRM')?.message).toContain('is not a path of the account');
		});

		it('and follows no redirect out of it', async () => {
			const account = new Account();
			account.api.get('/api/v4/leads').reply(302, '', { location: 'https://evil.example/' });
			const run = await runAction(account, ['customRequest', 'send'], { path: '/api/v4/leads' });
			expect(run.errorOf('amoCRM')?.message).toContain('HTTP 302');
			expect(domain).not.toBe(account.domain);
		});
	});
});
