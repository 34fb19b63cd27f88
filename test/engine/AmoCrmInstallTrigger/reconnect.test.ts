import { signState } from '../../../nodes/shared/oauth/state';
import { Account, install, integrationKeys, N8nApi } from '../support';
import { useStoppedClock } from '../support/clock';
import { call, exchangeOf, expectInstall } from './calls';

useStoppedClock();

const HOUR = 3_600_000;

/** The state of a link that is for this account alone. */
const linkFor = ({ id }: Account, hours = 1) =>
	signState({ ticket: 5 }, new Date(Date.now() + hours * HOUR), integrationKeys, {
		onlyAccount: id,
	});

const data = { externalId: 'customer-17', labels: ['vip'] };

describe('a link for one account', () => {
	it('connects it again: the builder keeps what belongs to it', async () => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account, { status: 'revoked' }, data);
		expectInstall(account, 'c-reconnect');

		const { items } = await call(api, {
			code: 'c-reconnect',
			referer: account.domain,
			state: linkFor(account),
		});

		expect(items).toMatchObject([
			{
				event: 'installed',
				reinstalled: true,
				state: { ticket: 5 },
				account: { id: account.id, ...data },
			},
		]);
		expect(api.accounts).toMatchObject([
			{ account_id: account.id, status: 'installed', external_id: 'customer-17', labels: 'vip' },
		]);
	});

	it.each([
		['en', 'This link was made for another account'],
		['ru', 'Эта ссылка предназначена для другого аккаунта'],
		['es', 'Este enlace se creó para otra cuenta'],
		['pt', 'Este link foi criado para outra conta'],
	])(
		'takes no other: the person is told in %s, the builder by an event',
		async (language, words) => {
			const api = new N8nApi();
			const [meant, other] = [new Account(), new Account()];
			install(api, meant, { status: 'revoked' }, data);
			const before = structuredClone(api.accounts);
			const code = `c-wrong-${language}`;
			other.api.post('/oauth2/access_token', exchangeOf(code)).reply(200, other.tokens());

			const { items, response } = await call(
				api,
				{ code, referer: other.domain, state: linkFor(meant) },
				{},
				{ headers: { 'Accept-Language': language } },
			);

			expect(response.body).toContain(words);
			expect(items).toMatchObject([
				{
					event: 'failed',
					account: { domain: other.domain },
					expectedAccount: { id: meant.id },
					state: { ticket: 5 },
					reason: { code: 'wrongAccount', hint: expect.any(String) },
				},
			]);
			expect(api.accounts).toEqual(before);
			expect(api.rows.map(({ sealed }) => String(sealed)).join()).not.toContain('refresh-1');
		},
	);

	it('that has expired connects nobody, even where any link does', async () => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account);

		const { items } = await call(api, {
			code: 'c-late',
			referer: account.domain,
			state: linkFor(account, -1),
		});

		expect(items).toMatchObject([{ event: 'failed', reason: { code: 'stateInvalid' } }]);
	});
});

describe('an install link', () => {
	it('gives the account the ID and the labels that are signed in it, and no other does', async () => {
		const api = new N8nApi();
		const [account, other] = [new Account(), new Account()];
		const state = signState({}, new Date(Date.now() + HOUR), integrationKeys, data);
		expectInstall(account, 'c-data');
		expectInstall(other, 'c-forged');

		const signed = await call(api, { code: 'c-data', referer: account.domain, state });
		const forged = await call(api, {
			code: 'c-forged',
			referer: other.domain,
			state: `x${state}`,
		});

		expect(signed.items).toMatchObject([{ account: data }]);
		expect(forged.items).toMatchObject([{ account: { externalId: '', labels: [] } }]);
	});
});
