import { REDIRECT, Town } from './support';

let town: Town;

beforeAll(async () => {
	town = await Town.open();
});

beforeEach(async () => await town.begin());

const open = async (query: Record<string, string>, host = 'www.amocrm.ru') =>
	await town.ask('GET', `https://${host}/oauth?${new URLSearchParams(query).toString()}`);

const decide = async (decision: string, more: Record<string, string> = {}) =>
	await town.ask('POST', 'https://www.amocrm.ru/oauth', {
		form: { client_id: town.integration.id, account: 'alpha.amocrm.ru', decision, ...more },
	});

const sentTo = (location: string) => Object.fromEntries(new URL(location).searchParams);

it('offers the accounts in which the integration may be granted', async () => {
	await town.control.createAccount({ subdomain: 'beta' });
	await town.control.createAccount({ subdomain: 'gamma', baseDomain: 'kommo.com' });
	const query = {
		client_id: town.integration.id,
		state: '"><x',
		redirect_uri: 'https://evil.example',
	};
	const { status, text } = await open(query);
	expect(status).toBe(200);
	expect(text).toContain('value="alpha.amocrm.ru"');
	expect(text).toContain('value="beta.amocrm.ru"');
	expect(text).not.toContain('gamma');
	expect(text).not.toContain('evil');
	expect(text).toContain('value="&quot;&gt;&lt;x"');
	expect(text).toContain('data-test-id="allow"');
	expect(text).toContain('data-test-id="deny"');
});

it('offers a private integration to its owner alone', async () => {
	await town.control.createAccount({ subdomain: 'beta' });
	const { id } = await town.control.createIntegration({
		name: 'Private',
		redirectUri: REDIRECT,
		isPublic: false,
		ownerAccount: 'beta',
	});
	const { text } = await open({ client_id: id });
	expect(text).toContain('beta.amocrm.ru');
	expect(text).not.toContain('alpha.amocrm.ru');
	await expect(town.control.issueCode({ integrationId: id, subdomain: 'alpha' })).rejects.toThrow(
		"can't be granted",
	);
});

it('knows only the integrations of its own platform', async () => {
	expect((await open({ client_id: 'nobody' })).status).toBe(400);
	expect((await open({ client_id: town.integration.id }, 'www.kommo.com')).status).toBe(400);
});

it('sends the browser back with a code that works', async () => {
	const { status, headers } = await decide('allow', { state: 's 1', mode: 'post_message' });
	expect(status).toBe(302);
	expect(headers.location.startsWith(`${REDIRECT}?`)).toBe(true);
	const sent = sentTo(headers.location);
	expect(sent).toEqual({
		code: expect.any(String),
		referer: 'alpha.amocrm.ru',
		state: 's 1',
		client_id: town.integration.id,
		platform: '1',
	});
	const exchanged = await town.tokenRequest({ grant_type: 'authorization_code', code: sent.code });
	expect(exchanged.status).toBe(200);
});

it('sends the browser back with a refusal', async () => {
	const { headers } = await decide('deny', { state: 's' });
	expect(sentTo(headers.location)).toEqual({
		error: 'access_denied',
		state: 's',
		client_id: town.integration.id,
	});
});

it('moves the opener and closes itself in popup mode', async () => {
	const { status, text } = await decide('allow', { mode: 'popup' });
	expect(status).toBe(200);
	expect(text).toContain('window.opener.location.href');
	expect(text).toContain(`${REDIRECT}?code=`);
});

it('can be had without a browser', async () => {
	const asked = { ...town.place, state: 's' };
	const { redirectUrl } = await town.control.authorize(asked);
	expect(sentTo(redirectUrl)).toMatchObject({ code: expect.any(String), state: 's' });
	const denied = await town.control.authorize({ ...asked, decision: 'deny' });
	expect(sentTo(denied.redirectUrl)).toMatchObject({ error: 'access_denied', state: 's' });
});
