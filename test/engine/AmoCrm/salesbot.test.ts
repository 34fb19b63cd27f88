import { Account, locator } from '../support';
import { outputOf, runAction } from './action';

const bot = { salesbot: locator('id', 3) };

const onCard = { ...bot, cardType: '={{ $json.type }}', card: locator('id', '={{ $json.id }}') };

describe('salesbot: run', () => {
	it.each([
		['amocrm.ru', '/api/v2/salesbot/run', 2, 1],
		['kommo.com', '/api/v4/bots/run', 'leads', 'contacts'],
	] as const)(
		'starts bots on many cards in one request (%s)',
		async (base, path, leads, contacts) => {
			const account = new Account(base);
			account.api
				.post(path, [
					{ bot_id: 3, entity_id: 501, entity_type: leads },
					{ bot_id: 3, entity_id: 601, entity_type: contacts },
				])
				.reply(202, base === 'kommo.com' ? 'Accepted' : undefined);

			const output = await outputOf(account, ['salesbot', 'run'], onCard, {
				input: [{ json: { type: 'leads', id: 501 } }, { json: { type: 'contacts', id: 601 } }],
			});

			expect(output).toEqual([
				{ started: true, id: 3, card: 501 },
				{ started: true, id: 3, card: 601 },
			]);
		},
	);
});

describe('salesbot: run', () => {
	it('starts the others in Kommo where one card is refused, which has an error of its own', async () => {
		const account = new Account('kommo.com');
		const on = (entity_id: number) => ({ bot_id: 3, entity_id, entity_type: 'leads' });
		account.api.post('/api/v4/bots/run', [on(501), on(502)]).reply(400, {
			'validation-errors': [
				{
					request_id: '0',
					errors: [{ code: 'NotSupportedChoice', path: 'entity_id', detail: 'Entity not found' }],
				},
			],
		});
		account.api.post('/api/v4/bots/run', [on(502)]).reply(202, 'Accepted');

		const output = await outputOf(account, ['salesbot', 'run'], onCard, {
			input: [{ json: { type: 'leads', id: 501 } }, { json: { type: 'leads', id: 502 } }],
			onError: 'continueRegularOutput',
		});

		expect(output).toMatchObject([
			{ error: expect.any(String) as string },
			{ started: true, id: 3, card: 502 },
		]);
	});
});

describe('salesbot: stop', () => {
	it('stops the bot of a card; Kommo answers in a plain word', async () => {
		const account = new Account('kommo.com');
		account.api
			.post('/api/v4/bots/3/stop', { entity_id: 501, entity_type: 'leads' })
			.reply(202, 'Accepted');

		const output = await outputOf(account, ['salesbot', 'stop'], onCard, {
			input: [{ json: { type: 'leads', id: 501 } }],
		});

		expect(output).toEqual([{ stopped: true, id: 3, card: 501 }]);
	});

	it('says that amoCRM has no such thing', async () => {
		const account = new Account();

		const run = await runAction(account, ['salesbot', 'stop'], onCard, {
			input: [{ json: { type: 'leads', id: 501 } }],
		});

		expect(run.errorOf('amoCRM')?.message).toBe(
			`"Stop a Salesbot" works only in Kommo, and ${account.domain} is an account of amoCRM.`,
		);
	});
});

describe('salesbot: get', () => {
	it('reads one', async () => {
		const account = new Account('kommo.com');
		account.api.get('/api/v4/bots/3').reply(200, { id: 3, name: 'Greeter', _links: {} });

		expect(await outputOf(account, ['salesbot', 'get'], bot)).toEqual([{ id: 3, name: 'Greeter' }]);
	});
});

describe('salesbot: getAll', () => {
	it('reads the list', async () => {
		const account = new Account('kommo.com');
		account.api
			.get('/api/v4/bots')
			.query({ page: '1', limit: '50' })
			.reply(200, { _embedded: { items: [{ id: 3, name: 'Greeter' }] } });

		expect(await outputOf(account, ['salesbot', 'getAll'])).toEqual([{ id: 3, name: 'Greeter' }]);
	});
});

describe('salesbot: continue', () => {
	it.each(['salesbot', 'marketingbot'])('tells a waiting %s what to do', async (kind) => {
		const account = new Account();
		const path = `/api/v4/${kind}/321/continue/123`;
		account.api
			.post(path, {
				data: { status: 'paid' },
				execute_handlers: [
					{ handler: 'show', params: { type: 'text', value: 'Thanks' } },
					{ handler: 'show', params: { type: 'buttons', value: 'More?', buttons: ['Yes', 'No'] } },
					{
						handler: 'show',
						params: { type: 'buttons_url', value: 'Look', buttons: ['https://example.com'] },
					},
					{ handler: 'goto', params: { type: 'question', step: 5 } },
					{ handler: 'goto', params: { type: 'answer', step: 6 } },
					{ handler: 'goto', params: { type: 'finish' } },
				],
			})
			.reply(202);

		const output = await outputOf(account, ['salesbot', 'continue'], {
			returnUrl: account.url + path,
			additionalFields: {
				data: '{"status":"paid"}',
				handlers: {
					rows: [
						{ kind: 'showText', text: 'Thanks' },
						{ kind: 'showButtons', text: 'More?', buttons: 'Yes, No' },
						{ kind: 'showLinks', text: 'Look', buttons: 'https://example.com' },
						{ kind: 'goToQuestion', step: 5 },
						{ kind: 'goToAnswer', step: 6 },
						{ kind: 'finish' },
					],
				},
			},
		});

		expect(output).toEqual([{ continued: true }]);
	});

	const waiting = '/api/v4/salesbot/321/continue/123';

	it.each<[string, (account: Account) => string]>([
		['another host', () => `https://evil.example.com${waiting}`],
		['another account', () => `https://other.amocrm.ru${waiting}`],
		['a host that begins alike', ({ url }) => `${url}.evil.example.com${waiting}`],
		['another port', ({ url }) => `${url}:8443${waiting}`],
		['no encryption', ({ domain }) => `http://${domain}${waiting}`],
		['a name and password', ({ domain }) => `https://a:b@${domain}${waiting}`],
		['a query', ({ url }) => `${url}${waiting}?a=b`],
		['another path', ({ url }) => `${url}/api/v4/leads`],
		['a path that climbs', ({ url }) => `${url}${waiting}/../../../../users`],
		['no address', () => 'continue'],
	])('refuses a return URL with %s', async (_title, addressIn) => {
		const account = new Account();
		const address = addressIn(account);

		const run = await runAction(account, ['salesbot', 'continue'], { returnUrl: address });

		expect(run.errorOf('amoCRM')?.message).toContain(
			`is not an address at which a bot of the account ${account.domain} waits.`,
		);
	});
});
