import { Account, listSearch, locator } from '../support';
import { outputOf } from './action';
import { nodeType } from '../../../tools/system/manifest';

const source = { source: locator('id', 31) };

describe('source: create', () => {
	it('sends at most fifty in one request', async () => {
		const account = new Account();
		const sent = (n: number) => ({ name: `S${n}`, external_id: `e${n}` });
		for (const [from, count] of [
			[0, 50],
			[50, 1],
		]) {
			const numbers = Array.from({ length: count }, (_, index) => index);
			account.api
				.post(
					'/api/v4/sources',
					numbers.map((n) => ({ ...sent(from + n), request_id: String(n) })),
				)
				.reply(200, {
					_links: {},
					_embedded: {
						sources: numbers.map((n) => ({ id: 100 + from + n, request_id: String(n) })),
					},
				});
		}

		const output = await outputOf(
			account,
			['source', 'create'],
			{ name: '=S{{ $json.n }}', externalId: '=e{{ $json.n }}' },
			{ input: Array.from({ length: 51 }, (_, n) => ({ json: { n } })) },
		);

		expect(output).toEqual(Array.from({ length: 51 }, (_, n) => ({ id: 100 + n })));
	});

	it('sends its services with their pages', async () => {
		const account = new Account();
		account.api
			.post('/api/v4/sources', [
				{
					name: 'A',
					external_id: 'e1',
					pipeline_id: 7,
					default: true,
					origin_code: 'chat',
					services: [
						{
							type: 'whatsapp',
							params: { waba: true, is_supports_list_message: false },
							pages: [{ id: 'p1', name: 'Page', link: '79990000001' }],
						},
					],
					request_id: '0',
				},
			])
			.reply(200, { _embedded: { sources: [{ id: 31, request_id: '0' }] } });

		const output = await outputOf(account, ['source', 'create'], {
			name: 'A',
			externalId: 'e1',
			additionalFields: {
				pipelineId: 7,
				default: true,
				originCode: 'chat',
				services: {
					rows: [
						{
							type: 'whatsapp',
							waba: true,
							supportsListMessage: false,
							pages: { rows: [{ id: 'p1', name: 'Page', link: '79990000001' }] },
						},
					],
				},
			},
		});

		expect(output).toEqual([{ id: 31 }]);
	});
});

describe('source: get', () => {
	it('reads one', async () => {
		const account = new Account();
		account.api.get('/api/v4/sources/31').reply(200, { id: 31, name: 'A', _links: {} });

		expect(await outputOf(account, ['source', 'get'], source)).toEqual([{ id: 31, name: 'A' }]);
	});
});

describe('source: getAll', () => {
	it('reads the list, which has no pages', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/sources')
			.query({ 'filter[external_id]': 'e1' })
			.reply(200, { _embedded: { sources: [{ id: 31 }] } });

		const output = await outputOf(account, ['source', 'getAll'], { filters: { externalId: 'e1' } });

		expect(output).toEqual([{ id: 31 }]);
	});
});

describe('source: update', () => {
	it('changes what is given', async () => {
		const account = new Account();
		account.api
			.patch('/api/v4/sources', [{ name: 'B', id: 31, request_id: '0' }])
			.reply(200, { _embedded: { sources: [{ id: 31, name: 'B', request_id: '0' }] } });

		const output = await outputOf(account, ['source', 'update'], {
			...source,
			updateFields: { name: 'B' },
		});

		expect(output).toEqual([{ id: 31, name: 'B' }]);
	});
});

describe('source: delete', () => {
	it('says which was deleted', async () => {
		const account = new Account();
		account.api.delete('/api/v4/sources/31', (body) => body === '').reply(204);

		expect(await outputOf(account, ['source', 'delete'], source)).toEqual([
			{ deleted: true, id: 31 },
		]);
	});
});

const button = { websiteButton: locator('id', 41) };

describe('websiteButton: create', () => {
	it('asks for one at a time', async () => {
		const account = new Account();
		account.api
			.post('/api/v4/website_buttons', {
				pipeline_id: 7,
				trusted_websites: ['example.com', 'shop.example.com'],
				is_used_in_app: true,
			})
			.reply(202, { source_id: 41, trusted_websites: ['example.com', 'shop.example.com'] });

		const output = await outputOf(account, ['websiteButton', 'create'], {
			pipelineId: 7,
			additionalFields: { trustedWebsites: 'example.com, shop.example.com', isUsedInApp: true },
		});

		expect(output).toEqual([
			{ source_id: 41, trusted_websites: ['example.com', 'shop.example.com'] },
		]);
	});
});

describe('websiteButton: get', () => {
	it('reads one with its script', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/website_buttons/41')
			.query({ with: 'scripts' })
			.reply(200, { source_id: 41, script: '<script>' });

		const output = await outputOf(account, ['websiteButton', 'get'], {
			...button,
			with: ['scripts'],
		});

		expect(output).toEqual([{ source_id: 41, script: '<script>' }]);
	});

	it('is chosen in the editor by the source that it is', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/website_buttons')
			.query(true)
			.reply(200, {
				_embedded: { website_buttons: [{ source_id: 41, button_id: 9, name: 'Site' }] },
			});

		const found = await listSearch(
			{
				type: nodeType('amoCrm'),
				parameters: { authentication: 'token', resource: 'websiteButton', operation: 'get' },
				credentials: account.credentials,
			},
			'search_websiteButton',
		);

		expect(found.results).toEqual([{ name: 'Site', value: '41' }]);
	});
});

describe('websiteButton: getAll', () => {
	it('reads the list', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/website_buttons')
			.query({ page: '1', limit: '50', with: 'scripts' })
			.reply(200, { _embedded: { website_buttons: [{ source_id: 41 }] } });

		expect(await outputOf(account, ['websiteButton', 'getAll'], { with: ['scripts'] })).toEqual([
			{ source_id: 41 },
		]);
	});
});

describe('websiteButton: update', () => {
	it('adds websites', async () => {
		const account = new Account();
		account.api
			.patch('/api/v4/website_buttons/41', { trusted_websites: { add: ['example.com'] } })
			.reply(200, { source_id: 41 });

		const output = await outputOf(account, ['websiteButton', 'update'], {
			...button,
			trustedWebsites: 'example.com',
		});

		expect(output).toEqual([{ source_id: 41 }]);
	});
});

describe('websiteButton: addChat', () => {
	it('puts a chat into the button', async () => {
		const account = new Account();
		account.api.post('/api/v4/website_buttons/41/online_chat').reply(202);

		expect(await outputOf(account, ['websiteButton', 'addChat'], button)).toEqual([
			{ chatAdded: true, id: 41 },
		]);
	});
});

describe('shortLink: create', () => {
	it('makes the links of many contacts in one request, which takes no numbers', async () => {
		const account = new Account();
		const metadata = (entity_id: number) => ({ entity_type: 'contacts', entity_id });
		const url = 'https://example.com/offer';
		account.api
			.post('/api/v4/short_links', [
				{ url, metadata: metadata(601) },
				{ url, metadata: metadata(602) },
			])
			.reply(200, {
				_links: {},
				_embedded: {
					short_links: [
						{ url: 'https://amo.sh/A', account_id: 1, metadata: metadata(601) },
						{ url: 'https://amo.sh/B', account_id: 1, metadata: metadata(602) },
					],
				},
			});

		const output = await outputOf(
			account,
			['shortLink', 'create'],
			{ contact: locator('id', '={{ $json.id }}'), url },
			{ input: [{ json: { id: 601 } }, { json: { id: 602 } }] },
		);

		expect(output).toMatchObject([{ url: 'https://amo.sh/A' }, { url: 'https://amo.sh/B' }]);
	});
});
