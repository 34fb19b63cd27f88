import { selfOf } from '../../../../nodes/shared/account/facts';
import { openInstalled, openSingle } from '../../../../nodes/shared/account/open';
import { FakeAmo } from '../../support/amo';
import { answer } from '../../support/http';
import { fakeFunctions } from '../../support/functions';
import { ADDRESS, wholeIntegration } from '../../support/registry';
import { accessToken } from '../../support/tokens';

/** What the account answers to the token of this user. */
const card = (userId: number) => ({ id: 100, current_user_id: userId });

it('is the admin who connected an installed account last', async () => {
	const claims = { account_id: 100, sub: '9', scopes: ['crm'] };
	const amo = new FakeAmo(claims);
	const { integration } = wholeIntegration(amo);
	for (const [code, userId] of [
		['code-1', 9],
		['code-2', 12],
	] as const) {
		claims.sub = String(userId);
		amo.silence = answer(200, card(userId));
		const { redirectUri } = integration;
		await integration.accounts.connect({ address: ADDRESS, code, redirectUri, via: 'widget' });
		const session = await openInstalled(integration, { accountId: 100 });
		expect(await selfOf(session)).toEqual({ id: 100, userId });
	}
});

it.each(['oAuth2', 'token'] as const)(
	'is the user whose token the credential holds by now: %s',
	async (authentication) => {
		for (const userId of [9, 12]) {
			const token = accessToken({ account_id: 100, sub: String(userId) });
			const accountAddress = `self-${authentication.toLowerCase()}.amocrm.ru`;
			const credentials = {
				amoCrmOAuth2Api: { accountAddress, oauthTokenData: { access_token: token } },
				amoCrmTokenApi: { accountAddress, accessToken: token },
			};
			const reply = { statusCode: 200, headers: {}, body: JSON.stringify(card(userId)) };
			const { functions } = fakeFunctions(credentials, reply);
			expect(await selfOf(await openSingle[authentication](functions))).toEqual({
				id: 100,
				userId,
			});
		}
	},
);

it('is asked for once, and again where the account did not answer', async () => {
	const token = accessToken({ account_id: 100, sub: '9' });
	const credentials = { amoCrmTokenApi: { accountAddress: 'asked.amocrm.ru', accessToken: token } };
	const refused = fakeFunctions(credentials, {
		statusCode: 403,
		headers: {},
		body: '{"status":403}',
	});
	await expect(selfOf(await openSingle.token(refused.functions))).rejects.toThrow();

	const { functions, sent } = fakeFunctions(credentials, {
		statusCode: 200,
		headers: {},
		body: JSON.stringify(card(9)),
	});
	const session = await openSingle.token(functions);
	await selfOf(session);
	expect(await selfOf(session)).toEqual({ id: 100, userId: 9 });
	expect(sent).toHaveLength(1);
});
