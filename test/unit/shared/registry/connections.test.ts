import { FakeAmo } from '../../support/amo';
import { settled } from '../../support/clock';
import { answer } from '../../support/http';
import { problemOf } from '../../support/problem';
import { connection, wholeIntegration } from '../../support/registry';
import { oauthError } from '../../support/tokens';

type Whole = Pick<ReturnType<typeof wholeIntegration>, 'accounts'>;

const connect = async ({ accounts }: Whole) =>
	await settled(accounts.connect(connection('code-1')));

/** The same code comes once more. */
const resume = async ({ accounts }: Whole) =>
	await settled(accounts.connect(connection('code-1', { mayBeUsed: true })));

beforeEach(() => jest.useFakeTimers({ now: Date.parse('2026-01-31T10:00:00Z') }));
afterEach(() => jest.useRealTimers());

describe('a connected account', () => {
	it('is told with its own words, and what its token says', async () => {
		const whole = wholeIntegration();
		expect(await connect(whole)).toMatchObject({
			account: {
				accountId: 100,
				domain: 'example.amocrm.ru',
				platform: 'amocrm',
				name: 'Example Ltd',
			},
			details: { country: 'RU', currency: 'RUB', language: 'ru' },
			clientId: whole.keys.clientId,
			installedBy: { id: 9 },
			scopes: ['crm'],
			reinstalled: false,
			tokens: { refreshToken: 'refresh-1' },
		});
		expect(whole.table.rows).toMatchObject([{ account_id: 100, name: 'Example Ltd' }]);
	});

	it.each([
		['refuses to speak', answer(402, {})],
		['speaks in pages', answer(403, '<html></html>')],
		['says something else', answer(200, '{"name":5,"country":null}')],
	])('is connected although it %s', async (_title, silence) => {
		const whole = wholeIntegration();
		whole.amo.silence = silence;
		expect(await connect(whole)).toMatchObject({
			account: { accountId: 100, name: '' },
			details: { country: undefined },
		});
		expect(whole.table.rows).toMatchObject([{ status: 'installed' }]);
	});

	it('is asked for its number where its token has none', async () => {
		const whole = wholeIntegration(new FakeAmo({}));
		expect((await connect(whole)).account.accountId).toBe(100);
	});
});

describe('a call that was cut off', () => {
	it('before the code was exchanged: is done now', async () => {
		const whole = wholeIntegration();
		expect(await resume(whole)).toMatchObject({ reinstalled: false });
		expect(whole.amo.requests).toHaveLength(1);
	});

	it('after its tokens were stored: leads to them, with no other exchange', async () => {
		const whole = wholeIntegration();
		const { account, tokens, scopes } = await connect(whole);
		expect(await resume(whole)).toMatchObject({ account, tokens, scopes });
		expect(whole.amo.requests).toHaveLength(1);
	});

	it('after its tokens went to a credential: is told without them', async () => {
		const whole = wholeIntegration();
		await connect(whole);
		await whole.accounts.moveToCredential(100, async () => 'credential-1');
		expect(await resume(whole)).toMatchObject({
			account: { accountId: 100, name: 'Example Ltd' },
			tokens: undefined,
		});
		expect(whole.amo.visitors).toHaveLength(1);
	});

	it.each([
		['nobody knows it', answer(404)],
		[
			'another account has it',
			answer(400, oauthError(400, 'Cannot decrypt the authorization code')),
		],
	])(
		'after its tokens were stored, at an address that the account left, where %s: leads to them',
		async (_title, atFormer) => {
			const whole = wholeIntegration();
			await connect(whole);
			whole.amo.move('renamed.amocrm.ru', answer(404));
			await whole.accounts.refresh({ accountId: 100 });
			whole.amo.refusals.push(atFormer);
			expect(await resume(whole)).toMatchObject({
				account: { accountId: 100, domain: 'renamed.amocrm.ru' },
			});
		},
	);

	it('between exchange and store: says that the tokens are lost', async () => {
		const whole = wholeIntegration();
		whole.amo.refusals.push(answer(400, oauthError(400, 'Authorization code has been revoked')));
		const problem = await problemOf(async () => await resume(whole));
		expect(problem.code).toBe('interrupted');
		expect(problem.message).toContain('example.amocrm.ru');
		expect(problem.description).toMatch(/Install the integration in the account again/);
	});

	it('for longer than its code lives: says so', async () => {
		const whole = wholeIntegration();
		whole.amo.refusals.push(answer(400, oauthError(400, 'Authorization code has expired')));
		const problem = await problemOf(async () => await resume(whole));
		expect(problem.code).toBe('codeExpired');
	});
});
