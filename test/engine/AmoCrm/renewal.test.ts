import { Account, runWorkflow } from '../support';
import * as clock from '../support/clock';
import { nodeType } from '../../../tools/system/manifest';

jest.mock('n8n-workflow', () => jest.requireActual<typeof clock>('../support/clock').sleepless());

clock.useOwnClock();

const node = {
	name: 'amoCRM',
	type: nodeType('amoCrm'),
	typeVersion: 1,
	parameters: { authentication: 'oAuth2', resource: 'account', operation: 'get' },
};

const credentials = (account: Account) => ({
	amoCrmOAuth2Api: {
		accountAddress: account.domain,
		clientId: 'id',
		clientSecret: 'secret',
		oauthTokenData: { access_token: 'old', refresh_token: 'refresh-1', token_type: 'Bearer' },
	},
});

describe('n8n cannot renew an OAuth2 token', () => {
	it.each([
		[401, 'Token has been revoked'],
		[400, 'Invalid refresh token'],
	])('and asks to connect again after %d', async (status, hint) => {
		const account = new Account();
		account.signed('old').get('/api/v4/account').times(2).reply(401, { status: 401 });
		account.api.post('/oauth2/access_token').reply(status, { status, hint });

		const run = await runWorkflow({
			nodes: [node],
			credentials: credentials(account),
		});

		expect(run.errorOf('amoCRM')?.context).toMatchObject({ problem: { code: 'unauthorized' } });
		expect(run.errorOf('amoCRM')?.description).toMatch(/connect the account again/i);
	});

	it.each([
		[403, 'blocked', '<html>403 Forbidden</html>'],
		[429, 'rateLimited', '{"status": 429}'],
		[502, 'serverError', '<html>Bad Gateway</html>'],
	])(
		'and asks for patience after %d, where connecting again would not help',
		async (status, code, body) => {
			const account = new Account();
			account.signed('old').get('/api/v4/account').times(8).optionally().reply(401, {});
			account.api.post('/oauth2/access_token').times(4).optionally().reply(status, body);

			const run = await runWorkflow({ nodes: [node], credentials: credentials(account) });

			expect(run.errorOf('amoCRM')?.context).toMatchObject({ problem: { code } });
			expect(run.saved).not.toContain('<html>');
		},
	);
});
