import { NodeApiError } from 'n8n-workflow';

import {
	Account,
	install,
	integrationCredential,
	listSearch,
	loadOptions,
	locator,
	mapperColumns,
	N8nApi,
} from '../support';
import { nodeType } from '../../../tools/system/manifest';

const type = nodeType('amoCrm');

const PIPELINES = {
	_embedded: {
		pipelines: [
			{
				id: 7,
				name: 'Sales',
				_embedded: {
					statuses: [
						{ id: 71, name: 'New' },
						{ id: 142, name: 'Won' },
					],
				},
			},
			{
				id: 8,
				name: 'Service',
				_embedded: {
					statuses: [
						{ id: 81, name: 'New' },
						{ id: 142, name: 'Won' },
					],
				},
			},
		],
	},
};

const USERS = { _embedded: { users: [{ id: 9, name: 'Anna' }] } };

describe('the list of installed accounts', () => {
	it('shows those that are installed, found by name or address', async () => {
		const api = new N8nApi();
		const [first, second, gone] = [new Account(), new Account(), new Account()];
		install(api, first);
		install(api, second, { name: '' });
		install(api, gone, { status: 'uninstalled', sealed: '' });
		const node = {
			type,
			parameters: { authentication: 'installedAccount' },
			credentials: integrationCredential(api),
		};

		const { results } = await listSearch(node, 'searchInstalledAccounts');
		const found = await listSearch(node, 'searchInstalledAccounts', `FIRM ${first.subdomain} `);

		expect(results).toEqual([
			{
				name: `${first.card.name} (${first.domain})`,
				value: String(first.id),
				url: first.url,
			},
			{ name: second.domain, value: String(second.id), url: second.url },
		]);
		expect(found.results).toEqual([results[0]]);
	});

	it('opens for operations on installed accounts too', async () => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account);

		const { results } = await listSearch(
			{
				type,
				parameters: {
					authentication: 'installedAccount',
					resource: 'installedAccount',
					operation: 'get',
				},
				credentials: integrationCredential(api),
			},
			'searchInstalledAccounts',
		);

		expect(results).toHaveLength(1);
	});
});

describe.each([
	['lead', 'leads'],
	['contact', 'contacts'],
	['company', 'companies'],
])('the list of cards: %s', (resource, path) => {
	it('searches page by page, in the account that the node names', async () => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account);
		account
			.signed(account.token())
			.get(`/api/v4/${path}`)
			.query((query) => {
				expect(query).toMatchObject({ query: 'acme', page: '2' });
				return true;
			})
			.reply(200, {
				_links: { next: { href: 'x' } },
				_embedded: {
					[path]: [
						{ id: 1, name: 'Acme' },
						{ id: 2, name: '' },
					],
				},
			});

		const found = await listSearch(
			{
				type,
				parameters: {
					authentication: 'installedAccount',
					account: locator('domain', account.domain),
					resource,
					operation: 'get',
				},
				credentials: integrationCredential(api),
			},
			`search_${resource}`,
			'acme',
			'2',
		);

		expect(found).toEqual({
			results: [
				{ name: 'Acme', value: '1', url: `${account.url}/${path}/detail/1` },
				{ name: '2', value: '2', url: `${account.url}/${path}/detail/2` },
			],
			paginationToken: '3',
		});
	});

	it('is empty where nothing is found (204)', async () => {
		const account = new Account();
		account.api.get(`/api/v4/${path}`).query(true).reply(204);

		const found = await listSearch(
			{
				type,
				parameters: { authentication: 'token', resource, operation: 'get' },
				credentials: account.credentials,
			},
			`search_${resource}`,
		);

		expect(found).toEqual({ results: [], paginationToken: undefined });
	});
});

it('the list of any card asks customers for no order, which amoCRM refuses there', async () => {
	const account = new Account();
	account.api
		.get('/api/v4/customers')
		.query((query) => !Object.keys(query).some((name) => name.startsWith('order')))
		.reply(200, { _embedded: { customers: [{ id: 61, name: 'Acme' }] } });

	const { results } = await listSearch(
		{
			type,
			parameters: {
				authentication: 'token',
				resource: 'note',
				operation: 'create',
				cardType: 'customers',
			},
			credentials: account.credentials,
		},
		'search_card',
	);

	expect(results).toMatchObject([{ name: 'Acme', value: '61' }]);
});

describe('the list of users', () => {
	it('gives names and ids', async () => {
		const account = new Account();
		account.api.get('/api/v4/users').query(true).reply(200, USERS);

		const users = await loadOptions(
			{ type, parameters: { authentication: 'token' }, credentials: account.credentials },
			'getUsers',
		);

		expect(users).toEqual([{ name: 'Anna', value: 9 }]);
	});

	it('says in place of its options why it cannot open: of an error n8n shows no word', async () => {
		const account = new Account();
		account.api.get('/api/v4/users').query(true).reply(403, { title: 'Forbidden', status: 403 });

		const options = await loadOptions(
			{ type, parameters: { authentication: 'token' }, credentials: account.credentials },
			'getUsers',
		);

		expect(options).toEqual([
			{
				name: `The account ${account.domain} does not allow this.`,
				value: '',
				description: expect.stringContaining('lacks the scope'),
			},
		]);
	});
});

/** Where the account is known only when the workflow runs. */
async function laterForm(resource: string, operation: string) {
	const { fields } = await mapperColumns(
		{
			type,
			parameters: {
				authentication: 'installedAccount',
				resource,
				operation,
				account: { __rl: true, mode: 'domain', value: '={{ $json.account.domain }}' },
			},
			credentials: {},
		},
		`map_${resource}`,
	);
	return new Map(fields.map((field) => [field.id, field]));
}

describe('the form of a contact', () => {
	it('has phone and e-mail, to match by too, where the account is known when the workflow runs', async () => {
		const columns = await laterForm('contact', 'upsert');

		const matching = { type: 'string', canBeUsedToMatch: true, defaultMatch: true };
		expect(columns.get('PHONE')).toMatchObject({ displayName: 'Phone', ...matching });
		expect(columns.get('EMAIL')).toMatchObject({ displayName: 'Email', ...matching });
	});
});

describe('the form of a lead', () => {
	const REASONS = { _embedded: { loss_reasons: [{ id: 5, name: 'Too expensive' }] } };

	const form = async (
		account: Account,
		operation: string,
		typeVersion?: number,
		[status, reasons]: [status: number, reasons: object] = [200, REASONS],
	) => {
		account.api.get('/api/v4/leads/loss_reasons').query(true).reply(status, reasons);
		account.api.get('/api/v4/users').query(true).reply(200, USERS);
		account.api.get('/api/v4/leads/pipelines').twice().reply(200, PIPELINES);
		account.api
			.get('/api/v4/leads/custom_fields')
			.query(true)
			.reply(200, {
				_embedded: {
					custom_fields: [
						{ id: 1, name: 'Size', type: 'select', enums: [{ id: 21, value: 'Big' }] },
						{ id: 2, name: 'Margin', type: 'numeric', is_computed: true },
					],
				},
			});
		const { fields } = await mapperColumns(
			{
				type,
				typeVersion,
				parameters: { authentication: 'token', resource: 'lead', operation },
				credentials: account.credentials,
			},
			'map_lead',
		);
		return new Map(fields.map((field) => [field.id, field]));
	};

	it("has every account's fields and this account's own", async () => {
		const columns = await form(new Account(), 'create');

		expect(columns.get('name')).toMatchObject({ type: 'string', display: true });
		expect(columns.get('responsible_user_id')?.options).toEqual([{ name: 'Anna', value: 9 }]);
		expect(columns.get('status_id')?.options).toEqual([
			{ name: 'Sales: New', value: 71 },
			{ name: 'Won', value: 142 },
			{ name: 'Service: New', value: 81 },
		]);
		expect(columns.get('Size')).toMatchObject({
			displayName: 'Size',
			type: 'options',
			options: [{ name: 'Big', value: 'Big' }],
		});
		expect(columns.get('Margin')).toMatchObject({ type: 'number', readOnly: true });
	});

	it('offers the loss reasons', async () => {
		const columns = await form(new Account(), 'update');

		expect(columns.get('loss_reason_id')).toMatchObject({
			displayName: 'Loss Reason',
			type: 'options',
			options: [{ name: 'Too expensive', value: 5 }],
		});
	});

	/** Their list is documented for Kommo alone. */
	it.each([204, 403, 404])(
		'takes the number of a loss reason where the list is a %d',
		async (status) => {
			const columns = await form(new Account(), 'update', 1.1, [status, {}]);

			expect(columns.get('loss_reason_id')).toMatchObject({ type: 'number' });
			expect(columns.get('loss_reason_id')).not.toHaveProperty('options');
			expect(columns.get('status_id')?.options).not.toHaveLength(0);
		},
	);

	it('has only what every account has where the account is known when the workflow runs', async () => {
		const columns = await laterForm('lead', 'create');

		expect(columns.get('name')).toMatchObject({ type: 'string' });
		expect(columns.get('status_id')).toMatchObject({ type: 'number' });
		expect([...columns.keys()].some((id) => id.startsWith('cf_'))).toBe(false);
	});

	it.each([
		[1, true],
		[1.1, false],
	])(
		'in version %d: linked cards are columns: %s; else Linked Cards has locators for them',
		async (typeVersion, isColumn) => {
			for (const operation of ['create', 'update']) {
				const columns = await form(new Account(), operation, typeVersion);
				expect(columns.has('contact_id')).toBe(isColumn);
				expect(columns.has('company_id')).toBe(isColumn);
			}
		},
	);
});

describe('why nothing could be loaded', () => {
	const unpaid = { title: 'Payment Required', status: 402 };

	const openNode = (account: Account, parameters = {}) => ({
		type,
		parameters: {
			authentication: 'token',
			resource: 'company',
			operation: 'create',
			...parameters,
		},
		credentials: account.credentials,
	});

	const refusing = (account: Account, status: number, body: object | string) => {
		account.api.persist().get(/./).query(true).reply(status, body);
		return account;
	};

	it.each([
		['revoked', 401, { title: 'Unauthorized', status: 401 }, 'refused the access token'],
		['unpaid', 402, unpaid, 'is not paid for'],
		['blocked', 403, '<html></html>', 'is blocked for this integration'],
	])('is said above a list: %s', async (_word, status, body, words) => {
		const account = refusing(new Account(), status, body);

		const failure: unknown = await listSearch(openNode(account), 'search_company').catch(
			(error: unknown) => error,
		);

		// Of this kind of error alone n8n hands message and description on to the browser.
		expect(failure).toBeInstanceOf(NodeApiError);
		expect(failure).toMatchObject({
			message: expect.stringContaining(words),
			description: expect.stringMatching(/\w/),
			httpCode: String(status),
		});
	});

	it('keeps the hyphens of an address, at which n8n cuts what it shows above a list', async () => {
		const opening = listSearch(
			openNode(new Account(), {
				authentication: 'installedAccount',
				account: locator('domain', 'my-firm.example.com'),
			}),
			'search_company',
		);

		await expect(opening).rejects.toMatchObject({ message: expect.not.stringContaining('-') });
	});

	it('is said where the form would be', async () => {
		const account = refusing(new Account(), 402, unpaid);

		expect(await mapperColumns(openNode(account), 'map_company')).toEqual({
			fields: [],
			emptyFieldsNotice: expect.stringMatching(
				`^The account ${account.domain} is not paid for.* pay for the subscription`,
			),
		});
	});

	it('leaves a form alone that was filled in: columns that come in its place would replace it', async () => {
		const account = refusing(new Account(), 402, unpaid);
		const fields = {
			mappingMode: 'defineBelow',
			value: { name: 'Firm' },
			schema: [{ id: 'name', displayName: 'Name', type: 'string' }],
		};

		const opening = mapperColumns(openNode(account, { fields }), 'map_company');

		await expect(opening).rejects.toThrow('is not paid for');
	});

	it('is that no credential or no account was chosen', async () => {
		const none = await mapperColumns(
			{ ...openNode(new Account()), credentials: {} },
			'map_company',
		);
		const noAccount = openNode(new Account(), {
			authentication: 'installedAccount',
			account: locator('list', ''),
		});
		const credentials = integrationCredential(new N8nApi());
		const accounts = await mapperColumns({ ...noAccount, credentials }, 'map_company');

		expect(none.emptyFieldsNotice).toContain('No credential was chosen.');
		expect(accounts.emptyFieldsNotice).toContain('No account was chosen.');
	});
});
