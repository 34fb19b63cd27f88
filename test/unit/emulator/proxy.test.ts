import { readFileSync } from 'node:fs';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { EmulatorClient } from '../../../emulator/client';
import { createEmulator, type Emulator } from '../../../emulator/createEmulator';
import type { EmulatorAddress } from '../../../emulator/types';

let emulator: Emulator;
let address: EmulatorAddress;
let client: EmulatorClient;

beforeAll(async () => {
	emulator = await createEmulator();
	address = await emulator.start();
	client = new EmulatorClient(address.controlUrl);
});

afterAll(async () => await emulator.stop());

beforeEach(async () => await client.reset());

/** What the proxy says to CONNECT, and the connection it opened. */
async function tunnel(target: string): Promise<{ status: number; socket: Socket }> {
	return await new Promise((resolve, reject) => {
		const asked = requestHttp(address.proxyUrl, { method: 'CONNECT', path: target });
		asked.on('connect', ({ statusCode = 0 }, socket) =>
			resolve({ status: statusCode, socket: socket as Socket }),
		);
		asked.on('error', reject);
		asked.end();
	});
}

async function secure(host: string): Promise<TLSSocket> {
	const { socket } = await tunnel(`${host}:443`);
	return await new Promise((resolve, reject) => {
		const ca = readFileSync(address.caFile);
		const tls = connectTls({ socket, servername: host, ca }, () => resolve(tls));
		tls.on('error', reject);
	});
}

async function get(tls: TLSSocket, host: string, path: string) {
	return await new Promise<{ status: number; body: string }>((resolve, reject) => {
		const options = {
			host,
			port: 443,
			path,
			createConnection: () => tls,
			headers: { connection: 'keep-alive' },
		};
		const asked = requestHttps(options, (response) => {
			let body = '';
			response.on('data', (chunk: Buffer) => (body += chunk.toString()));
			response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
			response.on('error', reject);
		});
		asked.on('error', reject);
		asked.end();
	});
}

it('answers at amoCRM’s own hosts, with a certificate of the test CA', async () => {
	await client.createAccount({ subdomain: 'alpha' });
	const tls = await secure('alpha.amocrm.ru');
	expect(tls.authorized).toBe(true);
	expect((await get(tls, 'alpha.amocrm.ru', '/api/v4/account')).status).toBe(401);
	tls.destroy();
	const [entry] = await client.log({ host: 'alpha.amocrm.ru' });
	expect(entry).toMatchObject({ kind: 'request', path: '/api/v4/account', status: 401 });
});

it('answers many requests on one connection', async () => {
	const tls = await secure('www.kommo.com');
	for (let index = 0; index < 3; index++) {
		expect((await get(tls, 'www.kommo.com', `/oauth?client_id=${index}`)).status).toBe(400);
	}
	tls.destroy();
	expect(await client.log({ path: '/oauth' })).toHaveLength(3);
});

it.each([
	'example.com:443',
	'amocrm.ru.example.com:443',
	'evilamocrm.ru:443',
	'amocrm.ru:443',
	'alpha.amocrm.ru:80',
	'localhost:5678',
])('leads nowhere else: %s', async (target) => {
	const { status, socket } = await tunnel(target);
	socket.destroy();
	expect(status).toBe(403);
	const [entry] = await client.log({ kind: 'refused' });
	expect(entry).toMatchObject({ method: 'CONNECT', host: target.replace(/:443$/, '') });
});

it('refuses plain HTTP', async () => {
	const status = await new Promise((resolve, reject) => {
		const asked = requestHttp(
			address.proxyUrl,
			{ path: 'http://alpha.amocrm.ru/x?y=1' },
			(response) => {
				response.resume();
				resolve(response.statusCode);
			},
		);
		asked.on('error', reject);
		asked.end();
	});
	expect(status).toBe(403);
	const [entry] = await client.log({ kind: 'refused' });
	expect(entry).toMatchObject({ host: 'alpha.amocrm.ru', path: '/x', query: { y: '1' } });
});

describe('faults', () => {
	const host = 'alpha.amocrm.ru';
	const ask = async (path = '/api/v4/account') => {
		const tls = await secure(host);
		try {
			return await get(tls, host, path);
		} finally {
			tls.destroy();
		}
	};

	beforeEach(async () => await client.createAccount({ subdomain: 'alpha' }));

	it('answer instead, as often as ordered, where they match', async () => {
		await client.addFault({
			match: { host, path: '/api/v4/acc' },
			times: 2,
			respond: { status: 504, body: 'late' },
		});
		expect((await ask('/api/v4/leads')).status).toBe(401);
		expect(await ask()).toEqual({ status: 504, body: 'late' });
		expect((await ask()).status).toBe(504);
		expect((await ask()).status).toBe(401);
	});

	it.each([{ reset: 'before' as const }, { reset: 'after' as const }, { truncate: 0.5 }])(
		'break the connection: %j',
		async (fault) => {
			await client.addFault({ ...fault, times: 0 });
			await expect(ask()).rejects.toThrow();
			await client.clearFaults();
			expect((await ask()).status).toBe(401);
			const statuses = (await client.log({ host })).map(({ status }) => status);
			expect(statuses).toEqual([fault.truncate === undefined ? null : 401, 401]);
		},
	);
});

describe('the control interface', () => {
	it('throws in the emulator’s own words', async () => {
		await expect(client.account('nobody')).rejects.toThrow('No account nobody');
		await client.createAccount({ subdomain: 'alpha' });
		await expect(client.createAccount({ subdomain: 'alpha' })).rejects.toThrow('is taken');
	});

	it('gives accounts ids that never overlap', async () => {
		const alpha = await client.createAccount({ subdomain: 'alpha' });
		const beta = await client.createAccount({ subdomain: 'beta', baseDomain: 'kommo.com' });
		expect(beta).toMatchObject({ domain: 'beta.kommo.com', platform: 'kommo' });
		expect(new Set([alpha.id, beta.id, alpha.adminUserId, beta.adminUserId]).size).toBe(4);
		const idsOf = async (name: string) =>
			(await client.entities(name, 'contacts/custom_fields')).map(({ id }) => id);
		const ids = [...(await idsOf('alpha')), ...(await idsOf('beta'))];
		expect(new Set(ids).size).toBe(4);
	});

	it('shows a person what an account holds', async () => {
		await client.createAccount({ subdomain: 'alpha', name: 'A & B' });
		const [id] = await client.seed('alpha', 'leads', [{ name: '<b>Order</b>', price: 1500 }]);
		const [main] = await client.entities('alpha', 'leads/pipelines');
		const answer = await fetch(client.leadUrl('alpha', id));
		const text = await answer.text();
		expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
		expect(text).toContain('A &amp; B (alpha.amocrm.ru)');
		const [, row] = new RegExp(`<tr id="leads-${id}">(.*?)</tr>`).exec(text) ?? [];
		expect(row).toContain('&lt;b&gt;Order&lt;/b&gt;');
		expect(row).toContain('1500');
		expect(row).toContain(String(main.name));
		expect((await fetch(client.leadUrl('nobody', 1))).status).toBe(404);
	});

	it('shows a person the chats of an account', async () => {
		await client.createAccount({ subdomain: 'alpha', name: 'A & B' });
		const answer = await fetch(client.chatsUrl('alpha'));
		expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
		expect(await answer.text()).toContain('Chats of A &amp; B (alpha.amocrm.ru)');
		expect((await fetch(client.chatsUrl('nobody'))).status).toBe(404);
		expect((await fetch(`${client.chatsUrl('alpha')}/more`)).status).toBe(404);
	});

	it('says which port is taken', async () => {
		const port = Number(new URL(address.proxyUrl).port);
		const second = await createEmulator({ proxyPort: port });
		await expect(second.start()).rejects.toThrow(`proxy port ${port} can't be opened`);
		await second.stop();
	});
});
