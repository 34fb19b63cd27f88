import {
	NodeHelpers,
	type INodeCredentialDescription,
	type INodeExecutionData,
	type INodeParameters,
	type INodeProperties,
	type INodeType,
} from 'n8n-workflow';

import { Account, listSearch, locator, packageNodes, runWorkflow } from '../support';
import { outputOf, runAction } from './action';
import { nodeType } from '../../../tools/system/manifest';

const one = { widget: locator('id', 'my_widget') };

describe('widget: get', () => {
	it('reads one by its code', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/widgets/my_widget')
			.reply(200, { id: 1, code: 'my_widget', _links: {} });

		expect(await outputOf(account, ['widget', 'get'], one)).toEqual([{ id: 1, code: 'my_widget' }]);
	});

	it('is chosen by its code in the editor', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/widgets')
			.query(true)
			.reply(200, { _embedded: { widgets: [{ id: 1, code: 'my_widget' }] } });

		const found = await listSearch(
			{
				type: nodeType('amoCrm'),
				parameters: { authentication: 'token', resource: 'widget', operation: 'get' },
				credentials: account.credentials,
			},
			'search_widget',
		);

		expect(found.results).toEqual([{ name: 'my_widget', value: 'my_widget' }]);
	});
});

describe('widget: getAll', () => {
	it('reads the list', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/widgets')
			.query({ page: '1', limit: '50' })
			.reply(200, { _embedded: { widgets: [{ id: 1, code: 'my_widget' }] } });

		expect(await outputOf(account, ['widget', 'getAll'])).toEqual([{ id: 1, code: 'my_widget' }]);
	});
});

describe('widget: install', () => {
	it('sends the settings themselves', async () => {
		const account = new Account();
		account.api
			.post('/api/v4/widgets/my_widget', { login: 'anna', phones: { 9: '101' } })
			.reply(200, { code: 'my_widget', is_active_in_account: true, _links: {} });

		const output = await outputOf(account, ['widget', 'install'], {
			...one,
			settings: '{"login":"anna","phones":{"9":"101"}}',
		});

		expect(output).toEqual([{ code: 'my_widget', is_active_in_account: true }]);
	});

	it('says so where there is no such widget', async () => {
		const account = new Account();
		account.api.post('/api/v4/widgets/my_widget', {}).reply(404, { status: 404 });

		const run = await runAction(account, ['widget', 'install'], { ...one, settings: '{}' });

		expect(run.errorOf('amoCRM')?.message).toBe(
			`The account ${account.domain} has no widget my_widget.`,
		);
	});
});

describe('widget: uninstall', () => {
	it('says which was switched off', async () => {
		const account = new Account();
		account.api.delete('/api/v4/widgets/my_widget', (body) => body === '').reply(204);

		expect(await outputOf(account, ['widget', 'uninstall'], one)).toEqual([
			{ uninstalled: true, code: 'my_widget' },
		]);
	});
});

describe('widget: makeArchive', () => {
	const asked: INodeParameters = {
		languages: ['ru'],
		nameRu: 'На склад',
		shortDescriptionRu: 'Передаёт сделки на склад',
		support: 'help@example.com',
		triggerUrl: 'https://n8n.example.com/webhook/1/amocrm-widget',
		buttonRu: 'Отправить',
		settingFields: { rows: [{ code: 'login', labelRu: 'Логин' }] },
	};

	/** In a node that has neither a credential nor a way to an account. */
	const make = async (parameters: INodeParameters, input?: INodeExecutionData[]) =>
		await runWorkflow({
			nodes: [
				{
					name: 'amoCRM',
					type: nodeType('amoCrm'),
					typeVersion: 1.1,
					parameters: { resource: 'widget', operation: 'makeArchive', ...parameters },
				},
			],
			input,
		});

	it('gives widget.zip, without an account', async () => {
		const run = await make({ ...asked, archiveField: 'archive' });

		expect(run.error).toBeUndefined();
		const [{ json, binary }] = run.output('amoCRM');
		expect(json).toMatchObject({
			fileName: 'widget.zip',
			version: '1.0.0',
			languages: ['ru'],
			locations: ['lcard-1', 'settings'],
			files: expect.arrayContaining(['manifest.json', 'script.js', 'i18n/ru.json']),
		});
		expect(binary?.archive).toMatchObject({ fileName: 'widget.zip', mimeType: 'application/zip' });
		const bytes = Buffer.from(binary?.archive.data ?? '', 'base64');
		expect(bytes).toHaveLength(Number(json.size));
		expect(bytes.toString('latin1', 0, 2)).toBe('PK');
	});

	it('says what is wrong in the item that it is wrong in', async () => {
		const input = ['1.0.1', 'next'].map((version) => ({ json: { version } }));

		const run = await make({ ...asked, widgetVersion: '={{ $json.version }}' }, input);

		expect(run.errorOf('amoCRM')).toMatchObject({
			message: '"Version" must be numbers with dots between them.',
			context: { itemIndex: 1 },
		});
	});

	it.each(['oAuth2', 'token', 'installedAccount'])(
		'asks for no credential, whichever was chosen before: %s',
		async (authentication) => {
			const nodes = await packageNodes();
			const { description } = nodes.find((node) => node.description.name === 'amoCrm') as INodeType;
			const values = { authentication, resource: 'widget', operation: 'makeArchive' };
			const isShown = (one: INodeProperties | INodeCredentialDescription) =>
				NodeHelpers.displayParameter(values, one, { typeVersion: 1.1 }, description);
			expect((description.credentials ?? []).filter(isShown)).toEqual([]);
			const names = description.properties.filter(isShown).map(({ name }) => name);
			expect(names).not.toEqual(expect.arrayContaining(['authentication']));
			expect(names).not.toEqual(expect.arrayContaining(['account']));
			expect(names).toContain('triggerUrl');
		},
	);
});

describe('subscription: getAll', () => {
	it('reads who follows a card', async () => {
		const account = new Account();
		account.api
			.get('/api/v4/leads/501/subscriptions')
			.query({ page: '1', limit: '50' })
			.reply(200, { _embedded: { subscriptions: [{ subscriber_id: 9, type: 'user' }] } });

		const output = await outputOf(account, ['subscription', 'getAll'], {
			cardType: 'leads',
			card: locator('id', 501),
		});

		expect(output).toEqual([{ subscriber_id: 9, type: 'user' }]);
	});
});

describe('currency: getAll', () => {
	it('reads the list', async () => {
		const account = new Account();
		const currencies = [{ code: 'RUB', symbol: '₽' }];
		account.api.get('/api/v4/currencies').reply(200, { _embedded: { currencies } });

		expect(await outputOf(account, ['currency', 'getAll'])).toEqual(currencies);
	});
});
