import { createHmac } from 'node:crypto';
import { Builder } from './builder';
import { REDIRECT, Town } from './support';

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
	await town.control.updateIntegration(town.integration.id, {
		redirectUri: `${builder.address}/install?own=1`,
		disableUri: `${builder.address}/disable`,
	});
});

const parametersOf = (url: URL) => Object.fromEntries(url.searchParams);

it('installing a widget calls the Redirect URI from server to server', async () => {
	const delivery = await town.control.installWidget(town.place);
	expect(delivery).toMatchObject({ status: 200, inTime: true });
	expect(delivery.url).toContain('code=***');
	expect(parametersOf(builder.calls[0].url)).toEqual({
		own: '1',
		code: expect.stringMatching(/^def50200/),
		referer: 'alpha.amocrm.ru',
		from_widget: '1',
		client_id: town.integration.id,
		platform: '1',
	});
	const [entry] = await town.control.log({ kind: 'hook' });
	expect(entry).toMatchObject({ status: 200, path: '/install', accountId: town.account.id });
	expect(entry.query.code).toBe(builder.calls[0].url.searchParams.get('code'));
});

it('disabling sends a signature made with the secret', async () => {
	await town.control.installWidget(town.place);
	await town.control.uninstall(town.place);
	const { id, secret } = town.integration;
	const signature = createHmac('sha256', secret).update(`${id}|${town.account.id}`).digest('hex');
	expect(parametersOf(builder.calls[1].url)).toEqual({
		account_id: String(town.account.id),
		client_uuid: id,
		signature,
	});
	await expect(town.control.uninstall(town.place)).rejects.toThrow('not installed');
});

it('by the time it is told of disabling, the tokens are dead', async () => {
	await town.control.updateIntegration(town.integration.id, { redirectUri: REDIRECT });
	const { refresh_token } = await town.connect();
	const statuses: number[] = [];
	builder.answer = (_request, response) => {
		void town.refresh(refresh_token).then(({ status }) => {
			statuses.push(status);
			response.end();
		});
	};
	await town.control.uninstall(town.place);
	expect(statuses).toEqual([401]);
});

it('nobody is told where there is no address for it', async () => {
	const { id } = await town.control.createIntegration({ name: 'Mute', redirectUri: REDIRECT });
	const place = { ...town.place, integrationId: id };
	await town.control.issueCode(place);
	expect(await town.control.uninstall(place)).toBeNull();
});

it('waits no longer than its limit, and does not come again', async () => {
	builder.answer = () => {};
	const hasty = await Town.open(100);
	await hasty.begin();
	await hasty.control.updateIntegration(hasty.integration.id, { redirectUri: builder.address });
	expect(await hasty.control.installWidget(hasty.place)).toMatchObject({
		status: null,
		inTime: false,
		error: 'Timed out',
	});
	expect(builder.calls).toHaveLength(1);
});

it('follows no redirects', async () => {
	builder.answer = (_request, response) =>
		response.writeHead(302, { location: '/elsewhere' }).end();
	expect(await town.control.installWidget(town.place)).toMatchObject({ status: 302 });
	expect(builder.calls).toHaveLength(1);
});

it('takes no Redirect URI over plain HTTP but the builder’s own machine', async () => {
	const create = async (redirectUri: string) =>
		await town.control.createIntegration({ name: 'X', redirectUri });
	await expect(create('http://builder.example/hook')).rejects.toThrow('must be https');
	await expect(create('not an address')).rejects.toThrow('must be https');
	await expect(create('https://builder.example/hook')).resolves.toBeDefined();
});
