import { createHmac } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Town } from './support';

let town: Town;
let builder: Server;
let address: string;
let seen: URL[];
let answer: RequestListener;

beforeAll(async () => {
	town = await Town.open();
	builder = createServer((request, response) => {
		seen.push(new URL(request.url ?? '', address));
		answer(request, response);
	});
	await new Promise<void>((resolve) => builder.listen(0, '127.0.0.1', resolve));
	address = `http://localhost:${(builder.address() as AddressInfo).port}`;
});

afterAll(() => {
	builder.closeAllConnections();
	builder.close();
});

beforeEach(async () => {
	seen = [];
	answer = (_request, response) => response.writeHead(200).end('ok');
	await town.begin();
	await town.control.updateIntegration(town.integration.id, {
		redirectUri: `${address}/install?own=1`,
		disableUri: `${address}/disable`,
	});
});

it('installing a widget calls the Redirect URI from server to server', async () => {
	const delivery = await town.control.installWidget(town.place);
	expect(delivery).toMatchObject({ status: 200, inTime: true });
	expect(delivery.url).toContain('code=***');
	expect(Object.fromEntries(seen[0].searchParams)).toEqual({
		own: '1',
		code: expect.stringMatching(/^def50200/),
		referer: 'alpha.amocrm.ru',
		from_widget: '1',
		client_id: town.integration.id,
		platform: '1',
	});
	const [entry] = await town.control.log({ kind: 'hook' });
	expect(entry).toMatchObject({ status: 200, path: '/install', accountId: town.account.id });
	expect(entry.query.code).toBe(seen[0].searchParams.get('code'));
});

it('disabling sends a signature made with the secret', async () => {
	await town.control.installWidget(town.place);
	await town.control.uninstall(town.place);
	const { id, secret } = town.integration;
	const signature = createHmac('sha256', secret).update(`${id}|${town.account.id}`).digest('hex');
	expect(Object.fromEntries(seen[1].searchParams)).toEqual({
		account_id: String(town.account.id),
		client_uuid: id,
		signature,
	});
	await expect(town.control.uninstall(town.place)).rejects.toThrow('not installed');
});

it('nobody is told where there is no address for it', async () => {
	const { id } = await town.control.createIntegration({ name: 'Mute', redirectUri: address });
	const place = { ...town.place, integrationId: id };
	await town.control.issueCode(place);
	expect(await town.control.uninstall(place)).toBeNull();
});

it('waits no longer than its limit, and does not come again', async () => {
	answer = () => {};
	expect(await town.control.installWidget(town.place)).toMatchObject({
		status: null,
		inTime: false,
		error: 'Timed out',
	});
	expect(seen).toHaveLength(1);
});

it('follows no redirects', async () => {
	answer = (_request, response) => response.writeHead(302, { location: '/elsewhere' }).end();
	expect(await town.control.installWidget(town.place)).toMatchObject({ status: 302 });
	expect(seen).toHaveLength(1);
});

it('takes no Redirect URI over plain HTTP but the builder’s own machine', async () => {
	const create = async (redirectUri: string) =>
		await town.control.createIntegration({ name: 'X', redirectUri });
	await expect(create('http://builder.example/hook')).rejects.toThrow('must be https');
	await expect(create('not an address')).rejects.toThrow('must be https');
	await expect(create('https://builder.example/hook')).resolves.toBeDefined();
});
