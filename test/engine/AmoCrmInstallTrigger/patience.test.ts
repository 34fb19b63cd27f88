import { Account, Credentials, integrationCredential, N8nApi } from '../support';
import { useStoppedClock } from '../support/clock';
import { call, exchangeOf, expectInstall, expectQuestion, widgetCall } from './calls';

useStoppedClock();

const NEW_SECRET = 'new-secret'.padEnd(64, '0');

describe("where n8n's API is away", () => {
	it.each([
		['is not there', (api: N8nApi) => (api.isAway = true), 'could not be reached'],
		['has a fault', (api: N8nApi) => (api.refused = { calls: /./, status: 503 }), 'answered 503'],
	])(
		'because it %s, the server has its answer in time and the account is connected',
		async (why, stop, logs) => {
			const api = new N8nApi();
			const account = new Account();
			const code = `c-note ${why}`;
			stop(api);
			account.api.post('/oauth2/access_token', exchangeOf(code)).reply(() => {
				api.isAway = false;
				api.refused = undefined;
				return [200, account.tokens()];
			});
			expectQuestion(account);
			const start = Date.now();
			let answeredAfter: number | undefined;

			const { items, logged } = await call(
				api,
				widgetCall(account, code),
				{},
				{
					whenAnswered() {
						answeredAfter = Date.now() - start;
					},
				},
			);

			expect(answeredAfter).toBeLessThan(3_000);
			expect(items).toMatchObject([{ event: 'installed' }]);
			expect(logged).toEqual([
				expect.stringContaining('answered before it is noted down'),
				expect.stringContaining('could not be noted down'),
			]);
			expect(logged[1]).toContain(logs);
			expect(api.accounts).toMatchObject([{ status: 'installed' }]);
		},
	);

	it('when the tokens are to be kept, they wait for it', async () => {
		const api = new N8nApi();
		const account = new Account();
		account.api.post('/oauth2/access_token', exchangeOf('c-note-late')).reply(() => {
			api.isAway = true;
			return [200, account.tokens()];
		});
		expectQuestion(account);

		const work = call(api, widgetCall(account, 'c-note-late'));
		setTimeout(() => (api.isAway = false), 120_000);

		expect((await work).items).toMatchObject([{ event: 'installed' }]);
		expect(api.accounts).toMatchObject([{ status: 'installed' }]);
	});
});

describe('a widget install that does not succeed at once', () => {
	it('is tried again for as long as the code lives, and says so in the log', async () => {
		const api = new N8nApi();
		const account = new Account();
		account.api.post('/oauth2/access_token').times(6).reply(502, '<html>Bad Gateway</html>');
		expectInstall(account, 'c-note-patient');

		const { items, logged } = await call(api, widgetCall(account, 'c-note-patient'));

		expect(items).toMatchObject([{ event: 'installed' }]);
		expect(logged).toHaveLength(6);
		for (const line of logged) expect(line).toContain('not connected yet');
		expect(logged.join()).not.toMatch(/<html>|c-note-patient/);
	});

	it('has failed when the code is dead', async () => {
		const account = new Account();
		account.api.persist().post('/oauth2/access_token').reply(502, '');
		const start = Date.now();

		const { items } = await call(new N8nApi(), widgetCall(account, 'c-note-dead'));

		expect(items).toMatchObject([{ event: 'failed', reason: { code: 'serverError' } }]);
		expect(Date.now() - start).toBeGreaterThan(15 * 60_000);
	});

	it('has failed at once where another try cannot help', async () => {
		const account = new Account();
		account.api.post('/oauth2/access_token').reply(402, { status: 402 });

		const { items } = await call(new N8nApi(), widgetCall(account, 'c-note-unpaid'));

		expect(items).toMatchObject([{ event: 'failed', reason: { code: 'paymentRequired' } }]);
	});

	it.each([
		['a block is lifted', 403, '<html></html>'],
		['amoCRM has too many requests no more', 429, 'Too many requests'],
	])('is connected when %s', async (_title, status, body) => {
		const api = new N8nApi();
		const account = new Account();
		const code = `c-note-complaint-${status}`;
		account.api.post('/oauth2/access_token').times(2).reply(status, body);
		expectInstall(account, code);

		const { items } = await call(api, widgetCall(account, code));

		expect(items).toMatchObject([{ event: 'installed' }]);
	});

	it("is not lost while n8n's API refuses the key: the code is spent when it was noted down", async () => {
		const api = new N8nApi();
		const account = new Account();
		const credentials = await Credentials.of(integrationCredential(api, { n8nApiKey: 'ended' }));
		const type = 'amoCrmIntegrationApi';
		setTimeout(() => {
			void credentials.updateCredentials({ id: null, name: '' }, type, {
				...integrationCredential(api)[type],
			});
		});
		expectInstall(account, 'c-note-key');

		const { items, response } = await call(
			api,
			widgetCall(account, 'c-note-key'),
			{},
			{ credentials },
		);

		expect(response).toMatchObject({ status: 200, body: 'OK' });
		expect(items).toMatchObject([{ event: 'installed' }]);
		expect(api.accounts).toMatchObject([{ status: 'installed' }]);
	});

	it.each([408, 425, 429])(
		"is connected although n8n's API answers %d for a while",
		async (status) => {
			const api = new N8nApi();
			const account = new Account();
			api.refused = { calls: /./, status };
			setTimeout(() => (api.refused = undefined), 60_000);
			expectInstall(account, `c-note-busy-${status}`);

			const { items } = await call(api, widgetCall(account, `c-note-busy-${status}`));

			expect(items).toMatchObject([{ event: 'installed' }]);
			expect(api.accounts).toMatchObject([{ status: 'installed' }]);
		},
	);

	it('goes on with the credential as it is by then', async () => {
		const api = new N8nApi();
		const account = new Account();
		const credentials = await Credentials.of(integrationCredential(api));
		const type = 'amoCrmIntegrationApi';
		const mended = { ...integrationCredential(api)[type], clientSecret: NEW_SECRET };
		account.api.post('/oauth2/access_token', exchangeOf('c-note-mended')).reply(async () => {
			await credentials.updateCredentials({ id: null, name: '' }, type, mended);
			return [502, ''];
		});
		expectInstall(account, 'c-note-mended', { clientSecret: NEW_SECRET });

		const { items } = await call(api, widgetCall(account, 'c-note-mended'), {}, { credentials });

		expect(items).toMatchObject([{ event: 'installed' }]);
	});

	it("goes on with the credential as it was where n8n's database is away", async () => {
		const api = new N8nApi();
		const account = new Account();
		const credentials = await Credentials.of(integrationCredential(api));
		account.api
			.post('/oauth2/access_token')
			.times(3)
			.reply(() => {
				const away = new Error('Database connection timed out');
				jest.spyOn(credentials, 'getDecrypted').mockRejectedValue(away);
				return [502, ''];
			});
		expectInstall(account, 'c-note-database');

		const { items } = await call(api, widgetCall(account, 'c-note-database'), {}, { credentials });

		expect(items).toMatchObject([{ event: 'installed' }]);
	});
});
