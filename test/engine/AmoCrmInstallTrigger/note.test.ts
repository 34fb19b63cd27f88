import { Account, N8nApi } from '../support';
import { pass, useStoppedClock } from '../support/clock';
import { call, exchangeOf, expectInstall, expectQuestion, widgetCall } from './calls';

useStoppedClock();

/** So long a note outlives its event. */
const HAND_OVER_MS = 5_000;

/** Notes wait so long for others that are closed with them. */
const CLOSING_MS = 2_000;

describe('an install call is noted down', () => {
	/** SECURITY: An install, a disabling and a refusal that counts are noted down before their answer, as long
	 * as the table answers and there is room for the note. */
	it('before the server that made it has its answer, and that before the code is spent', async () => {
		const api = new N8nApi();
		const account = new Account();
		const steps: string[] = [];
		account.api.post('/oauth2/access_token', exchangeOf('c-note-order')).reply(() => {
			steps.push('exchanged');
			return [200, account.tokens()];
		});
		expectQuestion(account);
		let noted: unknown;

		await call(
			api,
			widgetCall(account, 'c-note-order'),
			{},
			{
				whenAnswered() {
					steps.push('answered');
					noted = structuredClone(api.notes);
				},
			},
		);

		expect(steps).toEqual(['answered', 'exchanged']);
		expect(noted).toEqual([
			expect.objectContaining({ status: 'pending', domain: account.domain, via: 'widget' }),
		]);
		expect(JSON.stringify(noted)).not.toContain('c-note-order');
	});

	/** SECURITY: The event of a call is owed until it is handed to n8n, and has the same `id` if it comes
	 * again. */
	it('until its event was handed to n8n', async () => {
		const api = new N8nApi();
		const account = new Account();
		expectInstall(account, 'c-note-event');

		await call(api, widgetCall(account, 'c-note-event'));
		await pass(HAND_OVER_MS - 1_000);
		const before = api.notes.length;
		await pass(CLOSING_MS + 1_500);

		expect(before).toBe(1);
		expect(api.notes).toEqual([]);
		expect(api.accounts).toMatchObject([{ status: 'installed' }]);
	});

	it('no longer than its work takes where no workflow waits for the event', async () => {
		const api = new N8nApi();
		const account = new Account();
		expectInstall(account, 'c-note-unwanted');

		await call(api, widgetCall(account, 'c-note-unwanted'), { events: ['uninstalled'] });
		await pass(CLOSING_MS + 500);

		expect(api.notes).toEqual([]);
	});

	it('until the event that it failed was handed to n8n', async () => {
		const api = new N8nApi();
		const account = new Account();
		account.api.post('/oauth2/access_token').reply(400, { hint: 'Authorization code has expired' });

		const { items } = await call(api, widgetCall(account, 'c-note-failed'));
		const during = api.notes.length;
		await pass(HAND_OVER_MS + CLOSING_MS + 500);

		expect(items).toMatchObject([{ event: 'failed' }]);
		expect(during).toBe(1);
		expect(api.notes).toEqual([]);
	});

	it('not while a person only tries the trigger out', async () => {
		const api = new N8nApi();
		const account = new Account();
		expectInstall(account, 'c-note-manual');

		const { items } = await call(api, widgetCall(account, 'c-note-manual'), {}, { mode: 'manual' });

		expect(items).toMatchObject([{ event: 'installed' }]);
		expect(api.notes).toEqual([]);
	});
});

it('an API that refuses the key keeps the code from being spent', async () => {
	const account = new Account();

	const { response, items } = await call(new N8nApi(), widgetCall(account, 'c-note-refused'), {
		credential: { n8nApiKey: 'wrong' },
	});

	expect(response).toMatchObject({ status: 200, body: 'OK' });
	expect(items).toMatchObject([
		{
			event: 'failed',
			reason: { code: 'apiKeyRefused', hint: expect.stringContaining('n8n API') },
		},
	]);
	expect(JSON.stringify(items)).not.toMatch(/wrong|c-note-refused/);
	// It is tried for the twenty minutes that a code lives.
});
