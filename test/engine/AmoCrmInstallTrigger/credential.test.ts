import { Account, CLIENT_ID, CLIENT_SECRET, N8nApi } from '../support';
import { useStoppedClock } from '../support/clock';
import { call, expectInstall } from './calls';

useStoppedClock();

const saving = { saveAs: 'credential' };

it('an account is saved as a credential, and the event names it', async () => {
	const api = new N8nApi();
	const account = new Account();
	expectInstall(account, 'c-credential');

	const { items } = await call(api, { code: 'c-credential', referer: account.domain }, saving);

	const name = `${account.card.name} (${account.domain})`;
	expect(items).toMatchObject([{ event: 'installed', credential: { id: 'credential-1', name } }]);
	expect(api.credentials).toEqual([
		{
			name,
			type: 'amoCrmOAuth2Api',
			data: {
				accountAddress: account.domain,
				clientId: CLIENT_ID,
				clientSecret: CLIENT_SECRET,
				oauthTokenData: expect.objectContaining({
					access_token: account.token(),
					refresh_token: 'refresh-1',
				}),
			},
		},
	]);
	expect(JSON.stringify(items)).not.toMatch(/refresh-1|the-client-secret/);
});

it('an account of which no credential can be made is kept in the table; the event says why', async () => {
	const api = new N8nApi();
	api.refused = { calls: /\/credentials/, status: 403 };
	const account = new Account();
	expectInstall(account, 'c-no-credential');

	const { response, items } = await call(
		api,
		{ code: 'c-no-credential', referer: account.domain },
		saving,
	);

	expect(response.status).toBe(200);
	expect(items).toMatchObject([
		{
			event: 'installed',
			account: { id: account.id },
			credentialProblem: { code: 'storage', hint: expect.stringContaining('scopes') },
		},
	]);
	expect(api.accounts).toMatchObject([{ status: 'installed', account_id: account.id }]);
});
