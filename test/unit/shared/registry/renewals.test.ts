import { AmoCrmProblem } from '../../../../nodes/shared/problem';
import { NoAnswer } from '../../../../nodes/shared/transport/http';
import { settled } from '../../support/clock';
import { answer } from '../../support/http';
import { problemOf, wordsOf } from '../../support/problem';
import { connection, withAccount, disabled } from '../../support/registry';
import { oauthError, tokenBody } from '../../support/tokens';

const NOW = Date.parse('2026-01-31T10:00:00Z');
const DAY = 24 * 3_600_000;
const THE_ACCOUNT = { accountId: 100 };

beforeEach(() => jest.useFakeTimers({ now: NOW }));
afterEach(() => jest.useRealTimers());

/** The first access token has run out; the refresh token has not. */
const aDayLater = () => jest.setSystemTime(NOW + DAY);

const away = new AmoCrmProblem('storage', 'The table is away.', { status: 503 });

describe('a renewal', () => {
	it('stores the new pair before anyone uses it', async () => {
		const { accounts, table, process } = await withAccount();
		const before = table.accounts[0].sealed;
		aDayLater();
		const { accessToken } = await accounts.access(THE_ACCOUNT);
		expect(table.accounts[0]).toMatchObject({ access_expires_at: '2026-02-02T10:00:00.000Z' });
		expect(table.accounts[0].sealed).not.toBe(before);
		expect((await process().access(THE_ACCOUNT)).accessToken).toBe(accessToken);
	});

	it('stores it although somebody else changed the row meanwhile', async () => {
		const { accounts, table, process, amo } = await withAccount();
		const update = table.update.bind(table);
		jest.spyOn(table, 'update').mockImplementationOnce(async (match, changes) => {
			await update({ account_id: 100 }, { name: 'Example Ltd', version: 40 });
			return await update(match, changes);
		});
		const { accessExpiresAt } = await accounts.refresh(THE_ACCOUNT);
		expect(table.accounts[0]).toMatchObject({
			name: 'Example Ltd',
			access_expires_at: accessExpiresAt,
		});
		await process().refresh(THE_ACCOUNT);
		expect(amo.shown).toEqual(['refresh-1', 'refresh-2']);
	});

	/** SECURITY: One process at a time renews the tokens of an account, however far clocks differ and however
	 * slow the table is. */
	it('is made by one of two processes that find it due at once; both go on', async () => {
		const { accounts, process, amo } = await withAccount();
		aDayLater();
		const both = [accounts, process()].map(async (used) => await used.access(THE_ACCOUNT));
		const [one, other] = await settled(Promise.all(both));
		expect(other.accessToken).toBe(one.accessToken);
		expect(amo.refreshes).toHaveLength(1);
	});

	it('that failed is not the answer to the next caller', async () => {
		const { accounts, amo } = await withAccount();
		amo.refusals.push(answer(400, ''));
		await problemOf(async () => await accounts.refresh(THE_ACCOUNT));
		expect(await accounts.refresh(THE_ACCOUNT)).toMatchObject(THE_ACCOUNT);
	});
});

describe('a new pair that the table does not take', () => {
	/** The next renewal spends its token, and finds the table away when it comes back with the pair. */
	async function unsaved() {
		const integration = await withAccount();
		const { amo, table, accounts } = integration;
		aDayLater();
		const arrive = amo.delayNext();
		const access = accounts.access(THE_ACCOUNT);
		await jest.advanceTimersByTimeAsync(0);
		table.away = away;
		arrive();
		return { ...integration, access };
	}

	it('is stored when the table is back in a moment; its caller only waits', async () => {
		const { access, table, process, amo } = await unsaved();
		setTimeout(() => (table.away = undefined), 500);
		const { accessToken } = await settled(access);
		expect((await process().access(THE_ACCOUNT)).accessToken).toBe(accessToken);
		expect(amo.refreshes).toHaveLength(1);
	});

	it('is stored by the next caller, with no other refresh', async () => {
		const { access, accounts, table, process, amo } = await unsaved();
		await expect(settled(access)).rejects.toBe(away);
		table.away = undefined;
		const { accessToken } = await accounts.access(THE_ACCOUNT);
		expect((await process().access(THE_ACCOUNT)).accessToken).toBe(accessToken);
		expect(amo.refreshes).toHaveLength(1);
	});

	it('is stored with nobody calling, however long the table stays away', async () => {
		const { access, table, process, amo } = await unsaved();
		await expect(settled(access)).rejects.toBe(away);
		await jest.advanceTimersByTimeAsync(3_600_000);
		table.away = undefined;
		await jest.advanceTimersByTimeAsync(60_000);
		expect(jest.getTimerCount()).toBe(0);
		await process().refresh(THE_ACCOUNT);
		expect(amo.shown).toEqual(['refresh-1', 'refresh-2']);
	});

	it('does not take the next pair with it, which the table does not take either', async () => {
		const { access, accounts, table, process, amo } = await unsaved();
		await expect(settled(access)).rejects.toBe(away);
		table.away = undefined;
		const find = table.find.bind(table);
		let answerLate = () => undefined as void;
		const late = new Promise<void>((resolve) => (answerLate = resolve));
		jest.spyOn(table, 'find').mockImplementationOnce(async (...given) => {
			await late;
			return await find(...given);
		});
		// In the background it waits for the table, while the next caller stores it.
		await jest.advanceTimersByTimeAsync(30_000);
		await accounts.access(THE_ACCOUNT);
		const arrive = amo.delayNext();
		const next = accounts.refresh(THE_ACCOUNT);
		await jest.advanceTimersByTimeAsync(0);
		table.away = away;
		arrive();
		await expect(settled(next)).rejects.toBe(away);
		table.away = undefined;
		answerLate();
		await jest.advanceTimersByTimeAsync(0);
		await accounts.refresh(THE_ACCOUNT);
		await process().refresh(THE_ACCOUNT);
		expect(amo.shown).toEqual(['refresh-1', 'refresh-2', 'refresh-3']);
	});

	it('does not overwrite a reinstall', async () => {
		const { access, accounts, table } = await unsaved();
		await expect(settled(access)).rejects.toBe(away);
		table.away = undefined;
		const { tokens } = await accounts.connect(connection('code-2'));
		await jest.advanceTimersByTimeAsync(60_000);
		expect((await accounts.access(THE_ACCOUNT)).accessToken).toBe(tokens?.accessToken);
	});

	it.each([
		['uninstalled', async ({ accounts }) => await disabled(accounts, 100)],
		['removed', async ({ accounts }) => await accounts.remove(THE_ACCOUNT)],
		[
			'saved as a credential',
			async ({ process }) => {
				await process().moveToCredential(100, async () => 'credential-1');
			},
		],
	] as Array<[string, (integration: Awaited<ReturnType<typeof unsaved>>) => Promise<unknown>]>)(
		'is given up where the account was %s meanwhile',
		async (_title, end) => {
			const integration = await unsaved();
			await expect(settled(integration.access)).rejects.toBe(away);
			integration.table.away = undefined;
			await end(integration);
			const rows = structuredClone(integration.table.accounts);
			await jest.advanceTimersByTimeAsync(60_000);
			expect(jest.getTimerCount()).toBe(0);
			expect(integration.table.accounts).toEqual(rows);
		},
	);
});

describe('a token endpoint that fails', () => {
	const good = tokenBody('access-2', 'refresh-2');
	const lost = (code: string) => new NoAnswer('example.amocrm.ru', code, false);

	it.each([
		['by silence', lost('ETIMEDOUT'), 'unreachable'],
		['by a reset', lost('ECONNRESET'), 'unreachable'],
		['by a closed port', new NoAnswer('example.amocrm.ru', 'ECONNREFUSED', true), 'unreachable'],
		['with 429', answer(429, 'Too many requests'), 'rateLimited'],
		['with 429 and a time', answer(429, '', { 'retry-after': '2' }), 'rateLimited'],
		['with 429 and a long time', answer(429, '', { 'retry-after': '600' }), 'rateLimited'],
		['with a block', answer(403, '<html>403 Forbidden</html>'), 'blocked'],
		['with 500', answer(500, '{"title":"Internal error"}'), 'serverError'],
		['with a page', answer(502, '<html></html>'), 'serverError'],
		['with a page in place of a pair', answer(200, '<html></html>'), 'badAnswer'],
		['with nothing', answer(200, ''), 'badAnswer'],
		['with half a pair', answer(200, JSON.stringify(good).slice(0, 60)), 'badAnswer'],
		['with null', answer(200, 'null'), 'badAnswer'],
		['with a list', answer(200, [good]), 'badAnswer'],
		['with a text', answer(200, '"text"'), 'badAnswer'],
		['with numbers', answer(200, { ...good, refresh_token: 5 }), 'badAnswer'],
		['without a refresh token', answer(200, { ...good, refresh_token: undefined }), 'badAnswer'],
		['with a wrong secret', answer(401, oauthError(401)), 'unauthorized'],
		['with a 401 that says nothing', answer(401, ''), 'unauthorized'],
		['with a 404', answer(404, ''), 'notFound'],
		[
			'with the word that a good token is revoked',
			answer(401, oauthError(401, 'Token has been revoked')),
			'unauthorized',
		],
	])('%s costs no refresh token', async (_title, refusal, code) => {
		const { accounts, table, process, amo } = await withAccount();
		amo.refusals.push(refusal, refusal, refusal);
		const problem = await problemOf(async () => await settled(accounts.refresh(THE_ACCOUNT)));
		expect(problem.code).toBe(code);
		expect(wordsOf(problem)).not.toMatch(/refresh-1|S3cret|<html>/);
		expect(table.accounts).toEqual([
			expect.objectContaining({ status: 'installed', lease: '', lease_until: 0 }),
		]);
		amo.refusals.length = 0;
		// After a complaint the token endpoint is left alone for a while.
		await jest.advanceTimersByTimeAsync(5 * 60_000);
		await process().refresh(THE_ACCOUNT);
		expect(new Set(amo.shown)).toEqual(new Set(['refresh-1']));
	});
});
