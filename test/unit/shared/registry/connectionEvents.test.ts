import { signedByRegistry } from '../../../../nodes/shared/account/signed';
import { NoAnswer, type Answer } from '../../../../nodes/shared/transport/http';
import { ConnectionEvents } from '../../../../nodes/shared/registry/connectionEvents';
import type { InstalledAccounts } from '../../../../nodes/shared/registry/installedAccounts';
import { settled } from '../../support/clock';
import { answer } from '../../support/http';
import { unpaced } from '../../support/limiter';
import { problemOf } from '../../support/problem';
import { connection, disabled, withAccount } from '../../support/registry';
import { oauthError } from '../../support/tokens';

const NOW = Date.parse('2026-01-31T10:00:00Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const THE_ACCOUNT = { accountId: 100 };
const OWNER = 'workflow/node';

beforeEach(() => jest.useFakeTimers({ now: NOW }));
afterEach(() => jest.useRealTimers());

const API = { baseUrl: 'http://n8n.test', path: '/api/v1', apiKey: 'key' };

/** An account, and a trigger that watches it from a process of its own. */
async function watched(apiKey = API.apiKey) {
	const integration = await withAccount();
	const watcher = () => new ConnectionEvents(integration.rows(), { ...API, apiKey });
	const events = watcher();
	await events.owedTo(OWNER);
	jest.advanceTimersByTime(1_000);
	/** What the trigger reports now. */
	const report = async (by = events, owner = OWNER) => {
		jest.advanceTimersByTime(MINUTE);
		const owed = await by.owedTo(owner, true);
		const done = owed.map(({ id, at, account }) => ({ id, at, isOfAccount: Boolean(account) }));
		if (done.length > 0) await by.noteReported(owner, done);
		return owed;
	};
	return { ...integration, events, watcher, report };
}

/** A renewal whose failure does not matter. */
const tryRenewal = async (accounts: InstalledAccounts) =>
	await settled(accounts.refresh(THE_ACCOUNT).catch((error: unknown) => error));

/** Tries until amoCRM gives tokens again; after a block it is left alone for a while. */
async function renew(accounts: InstalledAccounts): Promise<void> {
	await jest.advanceTimersByTimeAsync(10 * MINUTE);
	await settled(accounts.refresh(THE_ACCOUNT));
}

/** What the token endpoint may answer to who comes with a good token, as the documentation and users say. */
const REFUSALS: Array<[what: string, refusal: Answer, code: string, needsReconnect: boolean]> = [
	[
		'400, an id that it does not know',
		answer(400, oauthError(400, 'Check the `client_id` parameter')),
		'badInput',
		false,
	],
	['400, another fault', answer(400, { title: 'Bad Request', status: 400 }), 'validation', false],
	['401, a wrong secret or Redirect URI', answer(401, oauthError(401)), 'unauthorized', false],
	[
		'401, a token that it cannot read',
		answer(401, oauthError(401, 'Cannot decrypt the refresh token')),
		'unauthorized',
		true,
	],
	[
		'401, a token of another integration',
		answer(401, oauthError(401, 'Token is not linked to client')),
		'unauthorized',
		true,
	],
	[
		'401, the word that a good token is revoked',
		answer(401, oauthError(401, 'Token has been revoked')),
		'unauthorized',
		false,
	],
	['402', answer(402, { title: 'Payment Required', status: 402 }), 'paymentRequired', false],
	['403 in words', answer(403, { title: 'Forbidden', status: 403 }), 'forbidden', false],
	['403 as a page: a block', answer(403, '<html>403 Forbidden</html>'), 'blocked', false],
	['404', answer(404, ''), 'notFound', false],
];

describe('an account that refuses to renew', () => {
	it.each(REFUSALS)(
		'by %s is lost once, and restored once',
		async (_what, refusal, code, needs) => {
			const { accounts, amo, process, report } = await watched();
			for (let time = 0; time < 3; time++) {
				amo.refusals.push(refusal);
				await tryRenewal(time === 1 ? process() : accounts);
				await jest.advanceTimersByTimeAsync(10 * MINUTE);
			}
			const [lost, ...others] = await report();
			expect(others).toEqual([]);
			expect(lost).toMatchObject({
				event: 'lost',
				reason: { code, message: expect.any(String), hint: expect.any(String) },
				account: { accountId: 100, health: { failures: 3, needsReconnect: needs, lost: { code } } },
			});
			expect(JSON.stringify(lost)).not.toMatch(/refresh-1|S3cret|<html>/);
			expect(await report()).toEqual([]);

			await renew(accounts);
			const restored = await report();
			expect(restored).toMatchObject([
				{
					event: 'restored',
					lostAt: lost.at,
					reason: { code },
					account: { health: { failures: 0, needsReconnect: false, lastError: { code } } },
				},
			]);
			expect(restored[0].account?.health.lost).toBeUndefined();
			expect(restored[0].id).not.toBe(lost.id);
			expect(await report()).toEqual([]);
		},
	);

	it('because its token is revoked is lost, until it installs again', async () => {
		const { accounts, amo, report } = await watched();
		amo.revoke();
		await tryRenewal(accounts);
		expect(await report()).toMatchObject([
			{
				event: 'lost',
				reason: { code: 'revoked', hint: expect.stringContaining('Install') },
				account: { status: 'revoked', health: { needsReconnect: true } },
			},
		]);
		await accounts.connect(connection('code-2'));
		expect(await report()).toMatchObject([
			{ event: 'restored', account: { status: 'installed', health: { needsReconnect: false } } },
		]);
		expect(await report()).toEqual([]);
	});

	it('because it disabled the integration is not lost besides', async () => {
		const { accounts, amo, report } = await watched();
		amo.revoke();
		await tryRenewal(accounts);
		await disabled(accounts, 100);
		expect(await report()).toEqual([]);
		await accounts.connect(connection('code-2'));
		expect(await report()).toEqual([]);
	});

	it('is reported by every trigger, also by one that n8n has started again since', async () => {
		const { accounts, amo, report, events, watcher } = await watched();
		await events.owedTo('another/node');
		jest.advanceTimersByTime(1_000);
		amo.refusals.push(answer(402, { status: 402 }));
		await tryRenewal(accounts);
		const [lost] = await report();
		expect(await report(watcher())).toEqual([]);
		expect(await report(watcher(), 'another/node')).toMatchObject([{ id: lost.id }]);
		expect(await report(events, 'another/node')).toEqual([]);
	});

	it('before a trigger was there is not news to it', async () => {
		const { accounts, amo, report, watcher } = await watched();
		amo.refusals.push(answer(402, { status: 402 }));
		await tryRenewal(accounts);
		jest.advanceTimersByTime(MINUTE);
		await watcher().owedTo('a later one');
		expect(await report(watcher(), 'a later one')).toEqual([]);
	});

	it('while the trigger was off is reported when it is on again', async () => {
		const { accounts, amo, report, watcher } = await watched();
		amo.refusals.push(answer(402, { status: 402 }));
		await tryRenewal(accounts);
		jest.setSystemTime(Date.now() + 2 * DAY);
		expect(await report(watcher())).toMatchObject([{ event: 'lost' }]);
	});

	it('is reported once however often two processes find it out at once', async () => {
		const { accounts, amo, process, report } = await watched();
		amo.refusals.push(...Array.from({ length: 4 }, () => answer(402, { status: 402 })));
		await settled(
			Promise.all(
				[accounts, process()].map(
					async (used) => await problemOf(async () => await used.refresh(THE_ACCOUNT)),
				),
			),
		);
		expect(await report()).toHaveLength(1);
	});

	it('is told from a row that somebody marked as lost by hand', async () => {
		const { table, report } = await watched();
		Object.assign(table.accounts[0], { changed_at: Date.now(), health: 'lost' });
		expect(await report()).toEqual([]);
	});
});

const LEADS = { method: 'GET', url: 'https://example.amocrm.ru/api/v4/leads' } as const;
const NEW_LEAD = { ...LEADS, method: 'POST' } as const;
const PAYMENT_REQUIRED = answer(402, { title: 'Payment Required', status: 402 });
const BLOCK = answer(403, '<html>403 Forbidden</html>');
const WORKING = answer(200, {});

/** Calls the account; its API answers like that, and gives what comes of it time to happen. */
async function callsIt(
	accounts: InstalledAccounts,
	reply: Answer,
	request: typeof LEADS | typeof NEW_LEAD = LEADS,
) {
	const signed = signedByRegistry(() => async () => reply, accounts, THE_ACCOUNT, unpaced());
	expect((await settled(signed(request))).status).toBe(reply.status);
	await jest.advanceTimersByTimeAsync(1_000);
}

describe('an account that gives tokens, but refuses calls', () => {
	// amocrm.ru/developers, error codes: 402, 403 as a page and 113 say that of the account, whatever was asked.
	it.each<[what: string, refusal: Answer, code: string, needsReconnect: boolean]>([
		['is not paid for', PAYMENT_REQUIRED, 'paymentRequired', false],
		['is blocked', BLOCK, 'blocked', false],
		['lets no stranger in', answer(403, { status: 113 }), 'forbidden', false],
		['refuses even a renewed token', answer(401, { status: 401 }), 'unauthorized', true],
	])('because it %s is lost once, and restored once', async (_what, refusal, code, needs) => {
		const { accounts, amo, process, report } = await watched();
		amo.silence = refusal;
		for (const used of [accounts, process(), accounts]) {
			await callsIt(used, refusal);
			await jest.advanceTimersByTimeAsync(11 * MINUTE);
		}
		const [lost, ...others] = await report();
		expect(others).toEqual([]);
		expect(lost).toMatchObject({
			event: 'lost',
			reason: { code, message: expect.any(String), hint: expect.any(String) },
			account: { status: 'installed', health: { needsReconnect: needs, lost: { code } } },
		});
		expect(JSON.stringify(lost)).not.toMatch(/refresh-|S3cret|<html>|Bearer/);
		expect(await report()).toEqual([]);

		amo.silence = undefined;
		await callsIt(process(), WORKING);
		expect(await report()).toMatchObject([
			{ event: 'restored', lostAt: lost.at, reason: { code } },
		]);
		await callsIt(accounts, WORKING);
		expect(await report()).toEqual([]);
	});

	it('is restored by Keep Alive, if it takes calls again', async () => {
		const { accounts, amo, report } = await watched();
		amo.silence = PAYMENT_REQUIRED;
		await callsIt(accounts, PAYMENT_REQUIRED);
		expect(await report()).toMatchObject([{ event: 'lost' }]);
		await settled(accounts.refresh(THE_ACCOUNT));
		expect(await report()).toEqual([]);
		amo.silence = undefined;
		await settled(accounts.refresh(THE_ACCOUNT));
		expect(await report()).toMatchObject([{ event: 'restored' }]);
	});

	it('by another install is restored', async () => {
		const { accounts, amo, report } = await watched();
		amo.silence = PAYMENT_REQUIRED;
		await callsIt(accounts, PAYMENT_REQUIRED);
		expect(await report()).toHaveLength(1);
		amo.silence = undefined;
		await settled(accounts.connect(connection('code-2')));
		expect(await report()).toMatchObject([{ event: 'restored' }]);
	});

	// developers.kommo.com, error codes: reads go on for a month.
	it('whose subscription has ended is lost by a write, and restored by one', async () => {
		const { accounts, report, process } = await watched();
		await callsIt(accounts, PAYMENT_REQUIRED, NEW_LEAD);
		expect(await report()).toMatchObject([
			{ event: 'lost', reason: { code: 'paymentRequired', hint: expect.stringContaining('pay') } },
		]);
		await callsIt(accounts, WORKING);
		await callsIt(process(), PAYMENT_REQUIRED, NEW_LEAD);
		await settled(accounts.refresh(THE_ACCOUNT));
		expect(await report()).toEqual([]);
		await callsIt(accounts, WORKING, NEW_LEAD);
		expect(await report()).toMatchObject([{ event: 'restored' }]);
	});
});

describe('an account that refuses some calls', () => {
	const customers = { ...NEW_LEAD, url: 'https://example.amocrm.ru/api/v4/customers/mode' };

	it.each<[what: string, refusal: Answer, request: typeof LEADS | typeof NEW_LEAD]>([
		['a right is missing', answer(403, { title: 'Forbidden', status: 403 }), NEW_LEAD],
		['customers are not paid for', PAYMENT_REQUIRED, customers as typeof NEW_LEAD],
		['a list is not paid for', PAYMENT_REQUIRED, LEADS],
		['a proxy answers with a page', BLOCK, LEADS],
	])('because %s is not lost', async (_what, refusal, request) => {
		const { accounts, report } = await watched();
		await callsIt(accounts, refusal, request);
		expect(await report()).toEqual([]);
	});

	it('is asked for its own once in ten minutes, however many it refuses', async () => {
		const { accounts, amo } = await watched();
		const before = amo.visitors.length;
		for (let call = 0; call < 50; call++) await callsIt(accounts, answer(403, { status: 403 }));
		expect(amo.visitors).toHaveLength(before + 1);
		await jest.advanceTimersByTimeAsync(11 * MINUTE);
		await callsIt(accounts, answer(403, { status: 403 }));
		expect(amo.visitors).toHaveLength(before + 2);
	});

	it.each([500, 503, 429, 408])('while its own is answered with %i is not lost', async (status) => {
		const { accounts, amo, report } = await watched();
		amo.silence = answer(status);
		await callsIt(accounts, PAYMENT_REQUIRED, NEW_LEAD);
		await callsIt(accounts, BLOCK);
		expect(await report()).toEqual([]);
	});
});

describe('an amoCRM that is away', () => {
	const lost = (code: string) => new NoAnswer('example.amocrm.ru', code, false);

	it.each<[what: string, failure: Answer | Error, code: string]>([
		['says nothing', lost('ETIMEDOUT'), 'unreachable'],
		['cuts off', lost('ECONNRESET'), 'unreachable'],
		['cannot be reached', new NoAnswer('example.amocrm.ru', 'ECONNREFUSED', true), 'unreachable'],
		['has a fault', answer(500, ''), 'serverError'],
		['has a page for its fault', answer(502, '<html></html>'), 'serverError'],
		['is overloaded', answer(503, ''), 'serverError'],
		['is slow', answer(504, ''), 'serverError'],
		['wants to be left alone', answer(429, ''), 'rateLimited'],
		['answers half a pair', answer(200, '{"token_type":"Bea'), 'badAnswer'],
	])('and %s for 24 hours loses no account', async (_what, failure, code) => {
		const { accounts, amo, report } = await watched();
		for (let hour = 0; hour < 24; hour++) {
			amo.refusals.splice(0, amo.refusals.length, failure, failure, failure);
			await tryRenewal(accounts);
			await jest.advanceTimersByTimeAsync(60 * MINUTE);
			expect(await report()).toEqual([]);
		}
		expect(await accounts.find(100)).toMatchObject({
			status: 'installed',
			health: { failures: 24, lastError: { code }, needsReconnect: false },
		});
		amo.refusals.length = 0;
		await renew(accounts);
		expect(await report()).toEqual([]);
		expect(await accounts.find(100)).toMatchObject({
			health: { failures: 0, lastError: { code } },
		});
	});

	it.each([
		['404', answer(404, '')],
		['the word that its token is revoked', answer(401, oauthError(401, 'Token has been revoked'))],
	])(
		'but for an address that answers %s loses none: it may have been renamed',
		async (_what, refusal) => {
			const { accounts, amo, report } = await watched();
			amo.refusals.push(refusal);
			amo.evasions.push(answer(503, ''));
			await tryRenewal(accounts);
			expect(await report()).toEqual([]);
		},
	);
});

describe('a refresh token', () => {
	const inDays = (days: number) => jest.setSystemTime(NOW + days * DAY);

	it('that nears its end is reported once, and again as lost when it has ended', async () => {
		const { events, report, watcher, amo, accounts } = await watched();
		inDays(74);
		await events.check();
		expect(await report()).toEqual([]);
		inDays(76);
		await events.check();
		await watcher().check();
		expect(await report()).toMatchObject([
			{
				event: 'expiring',
				expiresAt: '2026-04-30T10:00:00.000Z',
				reason: { hint: expect.stringContaining('Keep Alive') },
			},
		]);
		await events.check();
		expect(await report()).toEqual([]);
		inDays(90);
		await events.check();
		await watcher().check();
		expect(await report()).toMatchObject([
			{ event: 'lost', reason: { code: 'expired' }, account: { health: { needsReconnect: true } } },
		]);
		expect(await report()).toEqual([]);
		expect(amo.refreshes).toEqual([]);
		expect((await accounts.find(100))?.history.at(-1)).toMatchObject({ what: 'expired' });
	});

	it('that was renewed meanwhile is reported again only near its next end', async () => {
		const { events, report, accounts } = await watched();
		inDays(76);
		await events.check();
		expect(await report()).toHaveLength(1);
		await settled(accounts.refresh(THE_ACCOUNT));
		await events.check();
		expect(await report()).toEqual([]);
		inDays(76 + 76);
		await events.check();
		expect(await report()).toMatchObject([{ event: 'expiring' }]);
	});

	it('costs one read of the table while none nears its end, and no write', async () => {
		const { events, table } = await watched();
		const { find, update, insert } = { ...table.calls };
		await events.check();
		await events.owedTo(OWNER);
		expect(table.calls).toMatchObject({ find: find + 2, update, insert });
	});

	it('of a row that an older version wrote is found', async () => {
		const { events, report, table } = await watched();
		table.accounts.forEach((row) => (row.check_at = 0));
		await events.check();
		expect(table.accounts).toMatchObject([{ check_at: NOW + 75 * DAY }]);
		expect(await report()).toEqual([]);
	});
});

it('an API key of n8n that nears its end is reported once by each trigger', async () => {
	const exp = NOW / 1_000 + 10 * 24 * 3_600;
	const payload = Buffer.from(JSON.stringify({ exp })).toString('base64url');
	const { report, watcher, events } = await watched(`e30.${payload}.signature`);
	const [first, ...others] = await report();
	expect(others).toEqual([]);
	expect(first).toMatchObject({
		event: 'expiring',
		expiresAt: '2026-02-10T10:00:00.000Z',
		reason: { code: 'expiring', hint: expect.stringContaining('n8n API') },
	});
	expect(JSON.stringify(first)).not.toContain(payload);
	expect(await report(watcher())).toEqual([]);
	expect(await report(events, 'another/node')).toMatchObject([{ id: first.id }]);
});
