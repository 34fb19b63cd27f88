import nock from 'nock';

import { isResumptionValid } from '../../../nodes/AmoCrmInstallTrigger/resumption';
import { Account, activate, integrationKeys, N8nApi } from '../support';
import { pass, useStoppedClock } from '../support/clock';
import { abandonInstall, trigger } from './calls';

useStoppedClock();

/** In this time notes are looked through once, at least. */
const ROUND_MS = 10_000;

/** The trigger's own address, at an origin: keeps the notes that it is asked to go on with. */
function webhook(origin: string, status = 200, body = 'OK') {
	const asked: number[] = [];
	nock(origin)
		.persist()
		.get('/webhook/hook-0/amocrm')
		.query(true)
		.reply((uri) => {
			const query = new URL(uri, origin).searchParams;
			const [id, signature] = [query.get('resume') ?? '', query.get('signature') ?? ''];
			if (isResumptionValid({ id, signature }, integrationKeys)) asked.push(Number(id));
			return [status, body];
		});
	return asked;
}

const OUTER = 'https://n8n.example.com';

describe('while the workflow is active', () => {
	it('the trigger is asked to go on with every note of its own that nobody holds', async () => {
		const api = new N8nApi();
		const first = await abandonInstall(api, new Account(), 'c-watch-1');
		const second = await abandonInstall(api, new Account(), 'c-watch-2');
		await abandonInstall(api, new Account(), 'c-watch-other', { owner: 'workflow/another' });
		const asked = webhook(api.url);

		const { logged, deactivate } = await activate(trigger(api));
		await pass(ROUND_MS / 2);
		await deactivate();

		expect(asked).toEqual([first, second]);
		expect(logged).toEqual([]);
	});

	it('notes that are abandoned later are found, too', async () => {
		const api = new N8nApi();
		const asked = webhook(api.url);
		const { deactivate } = await activate(trigger(api), 'init');
		await pass(3 * ROUND_MS);

		const id = await abandonInstall(api, new Account(), 'c-watch-later');
		await pass(ROUND_MS);
		await deactivate();

		expect(asked).toEqual([id]);
	});

	it('is asked once in a round, however often it was activated', async () => {
		const api = new N8nApi();
		const asked = webhook(api.url);
		await activate(trigger(api));
		const { deactivate } = await activate(trigger(api), 'update');
		await pass(ROUND_MS);
		await abandonInstall(api, new Account(), 'c-watch-again');
		await pass(ROUND_MS);
		await deactivate();

		expect(asked).toHaveLength(1);
	});

	it.each([
		[404, '{"code":404}'],
		[502, 'Bad Gateway'],
		[200, '<!doctype html><title>n8n</title>'],
	])('is asked at its public address where the inner one answers %i %j', async (status, body) => {
		const api = new N8nApi();
		const id = await abandonInstall(api, new Account(), 'c-watch-outer');
		webhook(api.url, status, body);
		const asked = webhook(OUTER);

		const { logged, deactivate } = await activate(trigger(api));
		await pass(ROUND_MS / 2);
		await deactivate();

		expect(asked).toEqual([id]);
		expect(logged).toEqual([]);
	});

	it('an n8n that cannot call itself says so, without the signature', async () => {
		const api = new N8nApi();
		await abandonInstall(api, new Account(), 'c-watch-deaf');
		webhook(api.url, 404, '');
		webhook(OUTER, 404, '');

		const { logged, deactivate } = await activate(trigger(api));
		await pass(ROUND_MS / 2);
		await deactivate();

		expect(logged).toEqual([expect.stringContaining('cannot call its own webhook')]);
		expect(logged.join()).not.toMatch(/signature|resume/);
	});
});

it('a person who tries the trigger out neither takes the notes nor ends the watch', async () => {
	const api = new N8nApi();
	const asked = webhook(api.url);
	const { deactivate } = await activate(trigger(api));
	await pass(ROUND_MS);
	const test = await activate(trigger(api), 'manual');
	const id = await abandonInstall(api, new Account(), 'c-watch-manual');
	await pass(ROUND_MS);
	await test.deactivate();
	await pass(ROUND_MS);
	await deactivate();

	expect(asked).toEqual([id, id]);
});

it('nothing is looked for after the workflow was deactivated', async () => {
	const api = new N8nApi();
	const { deactivate } = await activate(trigger(api));
	await pass(1_000);
	await deactivate();
	const calls = api.calls.length;

	await pass(3 * ROUND_MS);

	expect(api.calls).toHaveLength(calls);
});

describe('on activation', () => {
	it.each([
		['a wrong key', { n8nApiKey: 'wrong' }, /answered 401/],
		['no key', { n8nApiKey: '' }, /has no n8n API key/],
		['no client secret', { clientSecret: '' }, /has no client secret/],
	])('%s is told, and the workflow stays off', async (_title, credential, sentence) => {
		const api = new N8nApi();

		const error = await activate(trigger(api, { credential })).catch((thrown: unknown) => thrown);

		expect(error).toMatchObject({ message: expect.stringMatching(sentence) });
		await pass(3 * ROUND_MS);
		expect(api.calls.length).toBeLessThan(2);
	});

	it('the table is made, so that the first install finds it', async () => {
		const api = new N8nApi();

		await (await activate(trigger(api))).deactivate();

		expect(api.tables.map(({ name }) => name)).toEqual(['amocrm_accounts']);
	});

	it.each(['init', 'leadershipChange'] as const)(
		'at the start of n8n (%s) a table that is away keeps no trigger off',
		async (activation) => {
			const api = new N8nApi();
			api.isAway = true;

			const { deactivate } = await activate(trigger(api), activation);
			const id = await abandonInstall(api, new Account(), 'c-watch-start');
			const asked = webhook(api.url);
			await pass(60_000);
			api.isAway = false;
			await pass(2 * ROUND_MS);
			await deactivate();

			expect(new Set(asked)).toEqual(new Set([id]));
		},
	);
});
