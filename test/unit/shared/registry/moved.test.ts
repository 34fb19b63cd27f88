import { FakeAmo } from '../../support/amo';
import { settled } from '../../support/clock';
import { answer } from '../../support/http';
import { problemOf } from '../../support/problem';
import { ADDRESS, addressOf, connection, withAccount } from '../../support/registry';
import { oauthError } from '../../support/tokens';
import { NoAnswer } from '../../../../nodes/shared/transport/http';

const THE_ACCOUNT = { accountId: 100 };
const RENAMED = addressOf('renamed');

const revoked = answer(401, oauthError(401, 'Token has been revoked'));

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('a renamed account', () => {
	async function renamed(atFormer = answer(404), domain = RENAMED.domain) {
		const integration = await withAccount();
		integration.amo.move(domain, atFormer);
		return integration;
	}

	/** SECURITY: No redirect is followed; where an account has moved, amoCRM itself is asked for its new
	 * address. */
	it.each([
		['404', answer(404)],
		['301', answer(301)],
		['302', answer(302)],
		['410', answer(410)],
		['401', answer(401)],
		['the word that its token is revoked', revoked],
	])('is followed where its former address answers %s', async (_title, atFormer) => {
		const { accounts, table, amo } = await renamed(atFormer);
		expect(await accounts.refresh(THE_ACCOUNT)).toMatchObject({ domain: 'renamed.amocrm.ru' });
		expect(amo.refreshes).toMatchObject([
			{ host: 'example.amocrm.ru', refresh_token: 'refresh-1' },
			{ host: 'renamed.amocrm.ru', refresh_token: 'refresh-1' },
		]);
		expect(table.accounts).toEqual([
			expect.objectContaining({
				domain: 'renamed.amocrm.ru',
				former_domains: 'example.amocrm.ru',
				platform: 'amocrm',
				status: 'installed',
				lease: '',
			}),
		]);
	});

	it('may have gone to the other platform', async () => {
		const { accounts, table } = await renamed(answer(404), 'example.kommo.com');
		await accounts.refresh(THE_ACCOUNT);
		expect(table.accounts).toMatchObject([{ domain: 'example.kommo.com', platform: 'kommo' }]);
	});

	it.each([
		['in the process that followed it', true],
		['in another process', false],
	])('is found by both its names %s', async (_title, same) => {
		const { accounts, process } = await renamed();
		await accounts.refresh(THE_ACCOUNT);
		const used = same ? accounts : process();
		for (const { domain } of [ADDRESS, RENAMED]) {
			expect((await used.access({ domain })).account).toMatchObject({
				accountId: 100,
				domain: RENAMED.domain,
			});
		}
	});

	it('keeps all its names, each once, when it moves on and back', async () => {
		const { accounts, amo, table } = await renamed();
		const names: string[] = [];
		for (const domain of ['third.amocrm.ru', ADDRESS.domain, RENAMED.domain]) {
			await accounts.refresh(THE_ACCOUNT);
			names.push(table.accounts[0].former_domains);
			amo.move(domain, answer(404));
		}
		await accounts.refresh(THE_ACCOUNT);
		expect(names).toEqual([
			'example.amocrm.ru',
			'renamed.amocrm.ru example.amocrm.ru',
			'third.amocrm.ru renamed.amocrm.ru',
		]);
		expect(table.accounts[0]).toMatchObject({
			domain: 'renamed.amocrm.ru',
			former_domains: 'example.amocrm.ru third.amocrm.ru',
		});
	});

	it.each([
		['that knows both', true],
		['that knows the renamed one alone', false],
	])(
		'gives its former name up to the account that has it now, in a process %s',
		async (_title, both) => {
			const { accounts, amo, process } = await withAccount(
				new FakeAmo({ api_domain: 'api-b.amocrm.ru' }),
			);
			amo.move(RENAMED.domain, answer(404));
			await accounts.refresh(THE_ACCOUNT);
			amo.move(ADDRESS.domain, answer(404));
			amo.ids.set(ADDRESS.domain, 200);
			const other = both ? accounts : process();
			await other.connect(connection('code-2'));
			const { account } = await accounts.access({ domain: ADDRESS.domain });
			expect(account.accountId).toBe(200);
		},
	);
});

describe('an account that no longer honours the token', () => {
	it('is marked as revoked, and says what to do', async () => {
		const { accounts, amo, table, process } = await withAccount();
		amo.revoke();
		for (const used of [accounts, accounts, process()]) {
			const problem = await problemOf(
				async () =>
					await used.access(THE_ACCOUNT).then(async () => await used.refresh(THE_ACCOUNT)),
			);
			expect(problem.code).toBe('notInstalled');
			expect(problem.message).toMatch(/no longer accepts the stored token/);
			expect(problem.description).toMatch(/Install the integration in the account/);
		}
		expect(amo.refreshes).toHaveLength(1);
		expect(table.accounts).toMatchObject([{ status: 'revoked', lease: '', lease_until: 0 }]);
	});

	it('is marked so by its own word where its token names no shard', async () => {
		const { accounts, amo, table } = await withAccount(new FakeAmo({ account_id: 100 }));
		amo.revoke();
		await problemOf(async () => await accounts.refresh(THE_ACCOUNT));
		expect(amo.questions).toEqual([]);
		expect(table.accounts).toMatchObject([{ status: 'revoked' }]);
	});

	it('comes back with a new code', async () => {
		const { accounts, amo } = await withAccount();
		amo.revoke();
		await problemOf(async () => await accounts.refresh(THE_ACCOUNT));
		expect(await accounts.connect(connection('code-2'))).toMatchObject({ reinstalled: true });
		expect((await accounts.access(THE_ACCOUNT)).account.status).toBe('installed');
	});
});

describe('is not taken for revoked', () => {
	it.each([
		['a shard that does not answer', new NoAnswer('api-b.amocrm.ru', 'ETIMEDOUT', false)],
		['a shard with a fault', answer(500, '')],
		['a shard that is busy', answer(429, '')],
		['a shard that answers with a page', answer(200, '<html></html>')],
		['a shard that names a strange host', answer(200, { id: 100, domain: 'evil.com' })],
	])('for %s', async (_title, evasion) => {
		const { accounts, amo, table } = await withAccount();
		amo.refusals.push(revoked);
		amo.evasions.push(evasion);
		const problem = await problemOf(async () => await settled(accounts.refresh(THE_ACCOUNT)));
		expect(problem.code).toBe('unauthorized');
		expect(table.accounts).toMatchObject([{ status: 'installed', lease: '' }]);
		expect(amo.refreshes.map(({ host }) => host)).toEqual([ADDRESS.domain]);
	});

	it('for a client secret that is not the right one, at its new address neither', async () => {
		const { accounts, amo, table } = await withAccount();
		amo.move(RENAMED.domain, answer(404));
		amo.refusals.push(answer(404), answer(401, oauthError(401)));
		const problem = await problemOf(async () => await accounts.refresh(THE_ACCOUNT));
		expect(problem.message).toMatch(/client secret/);
		expect(table.accounts).toMatchObject([{ status: 'installed', lease: '' }]);
	});
});
