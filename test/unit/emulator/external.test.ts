import { Builder } from './builder';
import { Town, type Pair } from './support';

let town: Town;
const builder = new Builder();

beforeAll(async () => {
	town = await Town.open();
	await builder.open();
});

afterAll(() => builder.close());

beforeEach(async () => {
	builder.begin();
	await town.begin();
});

const asked = () => ({
	subdomain: 'alpha',
	name: 'Made by a click',
	redirectUri: `${builder.address}/install`,
	secretsUri: `${builder.address}/secrets`,
	state: 's 1',
});

const sentTo = (address: string) => Object.fromEntries(new URL(address).searchParams);

/** What the builder's server learned, as it would send it on. */
const secretsAt = (index: number) =>
	JSON.parse(builder.calls[index].body) as { client_id: string; client_secret: string };

it('tells the builder’s server the secret of a new integration', async () => {
	const { integration, delivery } = await town.control.authorizeExternal(asked());
	expect(builder.calls).toHaveLength(1);
	expect(builder.calls[0]).toMatchObject({ method: 'POST', type: 'application/json' });
	expect(builder.calls[0].url.pathname).toBe('/secrets');
	expect(JSON.parse(builder.calls[0].body)).toEqual({
		client_id: integration?.id,
		client_secret: integration?.secret,
		state: 's 1',
	});
	expect(delivery).toMatchObject({ status: 200, inTime: true });
	const [entry] = await town.control.log({ kind: 'hook' });
	expect(entry).toMatchObject({ method: 'POST', body: builder.calls[0].body, status: 200 });
});

it('leads the browser on with a code for that integration', async () => {
	const { redirectUrl } = await town.control.authorizeExternal(asked());
	const { client_id, client_secret } = secretsAt(0);
	const sent = sentTo(redirectUrl);
	expect(sent).toEqual({
		code: expect.any(String),
		referer: 'alpha.amocrm.ru',
		state: 's 1',
		client_id,
		platform: '1',
	});
	const exchanged = await town.tokenRequest<Pair>({
		client_id,
		client_secret,
		redirect_uri: asked().redirectUri,
		grant_type: 'authorization_code',
		code: sent.code,
	});
	expect(exchanged.status).toBe(200);
});

it('grants the code only when the secret has been delivered', async () => {
	const known: unknown[] = [];
	builder.answer = (_request, response) => {
		void town.control
			.uninstall({ ...town.place, integrationId: secretsAt(0).client_id })
			.catch((error: Error) => {
				known.push(error.message);
				response.end();
			});
	};
	await town.control.authorizeExternal(asked());
	expect(known).toEqual(['"Made by a click" is not installed in alpha']);
});

it('makes another integration each time', async () => {
	await town.control.authorizeExternal(asked());
	await town.control.authorizeExternal(asked());
	expect(secretsAt(0).client_id).not.toBe(secretsAt(1).client_id);
	expect(secretsAt(0).client_secret).not.toBe(secretsAt(1).client_secret);
});

it('may leave the integration out of the redirect, and the state of both', async () => {
	const { redirectUrl } = await town.control.authorizeExternal({
		...asked(),
		state: undefined,
		sendsClientId: false,
	});
	expect(Object.keys(sentTo(redirectUrl)).sort()).toEqual(['code', 'platform', 'referer']);
	expect(secretsAt(0)).toMatchObject({ state: null });
});

it('leads the browser on also when the builder’s server fails', async () => {
	builder.answer = (_request, response) => response.writeHead(500).end();
	const { redirectUrl, delivery } = await town.control.authorizeExternal(asked());
	expect(delivery).toMatchObject({ status: 500 });
	expect(sentTo(redirectUrl).code).toBeDefined();
});

it('makes nothing where the person refuses', async () => {
	const { redirectUrl, integration, delivery } = await town.control.authorizeExternal({
		...asked(),
		decision: 'deny',
	});
	expect(sentTo(redirectUrl)).toEqual({ error: 'access_denied', state: 's 1' });
	expect([integration, delivery]).toEqual([null, null]);
	expect(builder.calls).toEqual([]);
});

it('disables like any other', async () => {
	const { integration } = await town.control.authorizeExternal({
		...asked(),
		disableUri: `${builder.address}/disable`,
	});
	await town.control.uninstall({ ...town.place, integrationId: integration?.id ?? '' });
	expect(sentTo(builder.calls[1].url.href)).toMatchObject({ client_uuid: integration?.id });
});

it.each([
	[{ scopes: ['crm', 'files'] }, 'can\'t ask for "files"'],
	[{ secretsUri: 'http://builder.example/secrets' }, 'must be https'],
	[{ redirectUri: 'http://builder.example/install' }, 'must be https'],
	[{ disableUri: 'http://builder.example/disable' }, 'must be https'],
	[{ subdomain: 'beta' }, 'No account beta'],
])('refuses %j', async (bad, reason) => {
	await expect(town.control.authorizeExternal({ ...asked(), ...bad })).rejects.toThrow(reason);
	expect(builder.calls).toEqual([]);
});
