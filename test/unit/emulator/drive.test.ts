import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exchange } from '../../emulator/net/exchange';
import { Town, type Answer } from './support';

interface Shown extends Record<string, unknown> {
	uuid: string;
	version_uuid: string;
	_links: Record<'download' | 'download_version' | 'self', { href: string }>;
}

interface Page {
	_count: number;
	_links?: Record<'self' | 'next', { href: string } | undefined>;
	_embedded: { files: Shown[]; versions: Shown[] };
}

interface Session {
	session_id: number;
	upload_url: string;
	next_url: string;
	max_file_size: number;
	max_part_size: number;
}

const DRIVE = 'https://drive-b.amocrm.ru';
const ALL_SCOPES = ['crm', 'files', 'files_delete'];

let town: Town;
let token: string;

beforeAll(async () => {
	town = await Town.open();
});

beforeEach(async () => await enter(ALL_SCOPES));

async function enter(scopes: string[]) {
	await town.begin();
	await town.control.updateIntegration(town.integration.id, { scopes });
	token = (await town.connect()).access_token;
}

async function ask<T = Record<string, unknown>>(method: string, path: string, body?: unknown) {
	await town.control.resetLimits();
	return await town.ask<T>(method, `${DRIVE}/v1.0${path}`, { token, body });
}

const open = async (session: Record<string, unknown>) =>
	(await ask<Session>('POST', '/sessions', session)).json;

async function send<T = Session>(address: string, bytes: Buffer): Promise<Answer<T>> {
	await town.control.resetLimits();
	return await town.ask<T>('POST', address, { bytes });
}

async function upload(name: string, content: Buffer | string, more: Record<string, unknown> = {}) {
	const bytes = Buffer.from(content);
	const { upload_url } = await open({ file_name: name, file_size: bytes.length, ...more });
	return (await send<Shown>(upload_url, bytes)).json;
}

const download = async (address: string) => await town.ask('GET', address);

describe('an upload', () => {
	it('goes part by part, and the last part answers the file', async () => {
		const bytes = randomBytes(524_288 + 1000);
		const session = await open({
			file_name: 'photo.png',
			file_size: bytes.length,
			content_type: 'image/png',
		});
		expect(session).toEqual({
			max_file_size: 314_572_800,
			max_part_size: 524_288,
			session_id: expect.any(Number),
			upload_url: expect.stringMatching(`^${DRIVE}/v1.0/sessions/upload/`),
		});
		const first = await send(session.upload_url, bytes.subarray(0, 524_288));
		expect(first.json).toEqual({
			session_id: session.session_id,
			next_url: expect.stringMatching(`^${DRIVE}/v1.0/sessions/upload/`),
		});
		const last = await send<Shown>(first.json.next_url, bytes.subarray(524_288));
		const by = { type: 'internal', id: town.account.adminUserId };
		expect(last.type).toBe('application/json');
		expect(last.json).toEqual({
			uuid: expect.any(String),
			version_uuid: expect.any(String),
			session_id: session.session_id,
			type: 'image',
			name: 'photo',
			sanitized_name: 'photo',
			size: bytes.length,
			is_trashed: false,
			has_multiple_versions: false,
			source_id: null,
			metadata: { extension: 'png', mime_type: 'image/png' },
			previews: null,
			created_at: expect.any(Number),
			created_by: by,
			updated_at: expect.any(Number),
			updated_by: by,
			deleted_at: null,
			deleted_by: null,
			_links: {
				download: { href: expect.stringMatching(/\/photo\.png$/) },
				download_version: { href: expect.stringMatching(/\/photo\.png$/) },
				self: { href: `${DRIVE}/v1.0/files/${last.json.uuid}` },
			},
		});
		const { bytes: back, type } = await download(last.json._links.download.href);
		expect(back?.equals(bytes)).toBe(true);
		expect(type).toBe('image/png');
	});

	it('is bytes on the wire, whatever is said of them', async () => {
		const server = createServer((request, response) => {
			void exchange(request, response, 'drive-b.amocrm.ru', town.emulator.rooms);
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		const here = (address: string) => `http://127.0.0.1:${port}${new URL(address).pathname}`;
		const body = randomBytes(1000);
		const { upload_url } = await open({ file_name: 'a.bin', file_size: body.length });
		const headers = { 'content-type': 'application/json' };
		const sent = await fetch(here(upload_url), { method: 'POST', headers, body });
		const back = await fetch(here(((await sent.json()) as Shown)._links.download.href));
		expect(Buffer.from(await back.arrayBuffer()).equals(body)).toBe(true);
		server.closeAllConnections();
		server.close();
	});

	it.each([
		['a name is missing', { file_size: 1 }],
		['the size is missing', { file_name: 'a' }],
		['the file is empty', { file_name: 'a', file_size: 0 }],
		['the file is too large', { file_name: 'a', file_size: 314_572_801 }],
		['the file of the version is unknown', { file_name: 'a', file_size: 1, file_uuid: 'x' }],
		['a key is unknown', { file_name: 'a', file_size: 1, name: 'a' }],
	])('is not begun when %s', async (_what, session) => {
		const { status, type } = await ask('POST', '/sessions', session);
		expect([status, type]).toEqual([400, 'application/json']);
	});

	it('takes each part once, of the right size', async () => {
		const { upload_url } = await open({ file_name: 'a.bin', file_size: 600_000 });
		for (const size of [0, 524_289]) {
			expect((await send(upload_url, Buffer.alloc(size))).status).toBe(400);
		}
		const { json } = await send(upload_url, Buffer.alloc(500_000));
		expect((await send(upload_url, Buffer.alloc(1))).status).toBe(404);
		expect((await send(json.next_url, Buffer.alloc(100_001))).status).toBe(400);
		expect((await send(json.next_url, Buffer.alloc(100_000))).status).toBe(200);
	});

	it('lives for a day', async () => {
		const { upload_url } = await open({ file_name: 'a', file_size: 1 });
		await town.control.advanceClock(24 * 60 * 60);
		expect((await send(upload_url, Buffer.alloc(1))).status).toBe(404);
	});
});

describe('versions', () => {
	it('replace each other, newest first, and an older one can be taken back', async () => {
		const old = await upload('plan.txt', 'first');
		const now = await upload('plan.txt', 'second', { file_uuid: old.uuid });
		expect(now).toMatchObject({ uuid: old.uuid, has_multiple_versions: true, size: 6 });
		const { json } = await ask<Page>('GET', `/files/${old.uuid}/versions`);
		expect(json).toMatchObject({
			_count: 2,
			_links: { self: { href: `${DRIVE}/v1.0/files/${old.uuid}/versions` } },
			_embedded: {
				versions: [
					{ uuid: now.version_uuid, file_uuid: old.uuid, is_main: true },
					{ uuid: old.version_uuid, file_uuid: old.uuid, is_main: false },
				],
			},
		});
		const text = async (address: string) => (await download(address)).bytes?.toString();
		expect(await text(old._links.download.href)).toBe('second');
		expect(await text(old._links.download_version.href)).toBe('first');
		await ask('PATCH', `/files/${old.uuid}`, { version_uuid: old.version_uuid });
		expect(await text(old._links.download.href)).toBe('first');
	});
});

describe('files', () => {
	it('get another name, or another version, not both', async () => {
		const { uuid, version_uuid } = await upload('a.txt', 'x');
		const renamed = await ask('PATCH', `/files/${uuid}`, { name: 'б' });
		expect(renamed.json).toMatchObject({ name: 'б', sanitized_name: '-' });
		for (const body of [{ name: 'b', version_uuid }, { version_uuid: uuid }, { size: 1 }]) {
			expect((await ask('PATCH', `/files/${uuid}`, body)).status).toBe(400);
		}
		expect((await ask('PATCH', '/files/unknown', { name: 'b' })).status).toBe(404);
	});

	it('go to the trash, come back, and are gone after 30 days', async () => {
		const { uuid } = await upload('a.txt', 'x');
		const body = [{ uuid }];
		expect((await ask('DELETE', '/files', body)).status).toBe(204);
		expect((await ask('GET', '/files')).status).toBe(204);
		const trashed = (await ask<Page>('GET', '/files?filter[deleted]=1')).json._embedded.files;
		expect(trashed).toMatchObject([{ uuid, is_trashed: true, deleted_at: expect.any(Number) }]);
		const restored = await ask<Page>('POST', '/files/restore', body);
		expect(restored.json).toMatchObject({
			_count: 1,
			_embedded: { files: [{ uuid, is_trashed: false, deleted_at: null, deleted_by: null }] },
		});
		await ask('DELETE', '/files', body);
		await town.control.advanceClock(30 * 24 * 60 * 60);
		token = (await town.connect()).access_token;
		expect((await ask('GET', `/files/${uuid}`)).status).toBe(404);
		expect((await ask('DELETE', '/files', [{ uuid: 'unknown' }])).status).toBe(400);
	});

	it('are listed page by page, with a count of the page alone', async () => {
		for (const name of ['a', 'b', 'c']) await upload(name, name);
		const { json, type } = await ask<Page>('GET', '/files?limit=2');
		expect(type).toBe('application/json');
		expect(json).toMatchObject({ _count: 2, _links: { self: expect.anything() } });
		expect(json).not.toHaveProperty('_page');
		const next = await town.ask<Page>('GET', json._links?.next?.href ?? '', { token });
		expect(next.json._embedded.files).toHaveLength(1);
		expect(next.json._links?.next).toBeUndefined();
	});

	it.each([
		['filter[name]=photo', ['photo']],
		['filter[extensions][]=png&filter[extensions][]=txt', ['photo', 'plan']],
		['filter[term]=la', ['plan']],
		['filter[size][unit]=10&filter[size][from]=1', ['plan']],
		['filter[size][to]=5', ['photo']],
		['filter[date][type]=created_at&filter[date][date_preset]=day', ['photo', 'plan']],
		['filter[date][type]=created_at&filter[date][date_preset]=yesterday', []],
		['filter[date][type]=updated_at&filter[date][from]=1&filter[date][to]=2', []],
		['filter[created_by][]=0', []],
		['filter[source_id]=1', []],
	])('are found by %s', async (query, names) => {
		await upload('photo.png', 'small');
		await upload('plan.txt', 'somewhat larger');
		const { json } = await ask<Page>('GET', `/files?${query}`);
		expect((json._embedded?.files ?? []).map(({ name }) => name)).toEqual(names);
	});

	it('are found by uuids with commas, and by who made them', async () => {
		const [one, two] = [await upload('a', 'a'), await upload('b', 'b')];
		await upload('c', 'c');
		const { json } = await ask<Page>('GET', `/files?filter[uuid]=${one.uuid},${two.uuid}`);
		expect(json._count).toBe(2);
		const mine = `/files?filter[created_by][]=${town.account.adminUserId}`;
		expect((await ask<Page>('GET', mine)).json._count).toBe(3);
	});

	it.each([
		'filter[mame]=x',
		'filter[date][type]=born_at',
		'filter[date][type]=created_at&filter[date][date_preset]=never',
		'filter[size]=1',
	])('refuse %s', async (query) => {
		expect((await ask('GET', `/files?${query}`)).status).toBe(400);
	});
});

describe('the drive', () => {
	it('is named by the account', async () => {
		const { json } = await town.api('GET', '/account?with=drive_url', { token });
		expect(json.drive_url).toBe(DRIVE);
	});

	it.each([
		['files', ['crm'], 'GET', '/files', undefined],
		['files', ['crm', 'files_delete'], 'DELETE', '/files', [{ uuid: 'x' }]],
		['files_delete', ['crm', 'files'], 'DELETE', '/files', [{ uuid: 'x' }]],
	])('wants the scope %s', async (_scope, scopes, method, path, body) => {
		await enter(scopes);
		expect((await ask(method, path, body)).status).toBe(403);
	});

	it('is for its own accounts, by token', async () => {
		expect((await town.ask('GET', `${DRIVE}/v1.0/files`)).status).toBe(401);
		expect((await town.ask('GET', 'https://drive-c.kommo.com/v1.0/files', { token })).status).toBe(
			401,
		);
	});

	it('has nothing elsewhere', async () => {
		expect((await download(`${DRIVE}/download/x/y/z.txt`)).status).toBe(404);
		expect((await download(`${DRIVE}/else`)).status).toBe(404);
	});

	it('answers Kommo’s deletions with an object', async () => {
		await town.begin('kommo');
		await town.control.updateIntegration(town.integration.id, { scopes: ALL_SCOPES });
		token = (await town.connect()).access_token;
		const kommo = 'https://drive-c.kommo.com/v1.0';
		const session = { file_name: 'a', file_size: 1 };
		const { json } = await town.ask<Session>('POST', `${kommo}/sessions`, { token, body: session });
		const { uuid } = (await send<Shown>(json.upload_url, Buffer.from('a'))).json;
		const gone = await town.ask('DELETE', `${kommo}/files`, { token, body: [{ uuid }] });
		expect([gone.status, gone.json]).toEqual([200, {}]);
	});
});

describe('files of cards', () => {
	const api = async <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
		await town.api<T>(method, path, { token, body });

	it('hang on cards of all kinds and know them', async () => {
		const { uuid } = await upload('plan.txt', 'x');
		const [lead] = await town.control.seed('alpha', 'leads', [{ name: 'Deal', price: 5 }]);
		const [contact] = await town.control.seed('alpha', 'contacts', [{ name: 'Ann' }]);
		const body = [{ file_uuid: uuid }];
		for (const path of [`/leads/${lead}/files`, `/contacts/${contact}/files`]) {
			expect((await api('PUT', path, body)).status).toBe(202);
		}
		const { json } = await api<{ entities: unknown[] }>('GET', `/files/${uuid}/links`);
		expect(json).toEqual({
			file_uuid: uuid,
			entities: [
				{
					id: lead,
					name: 'Deal',
					entity_type: 'leads',
					price: 5,
					pipeline_id: expect.any(Number),
					status_id: expect.any(Number),
					created_by: town.account.adminUserId,
					updated_by: town.account.adminUserId,
					main_user_id: town.account.adminUserId,
					date_create: expect.any(Number),
					date_update: expect.any(Number),
					closest_task_at: null,
				},
				expect.objectContaining({ id: contact, entity_type: 'contacts' }),
			],
		});
		expect((await ask<Page>('GET', '/files?filter[term]=deal')).json._count).toBe(1);
		expect((await api('DELETE', `/leads/${lead}/files`, body)).status).toBe(202);
		expect((await api('GET', `/leads/${lead}/files`)).status).toBe(204);
	});

	it('are listed newest first, by what they are older than', async () => {
		const [lead] = await town.control.seed('alpha', 'leads', [{}]);
		const uuids = [(await upload('a', 'a')).uuid, (await upload('b', 'b')).uuid];
		const path = `/leads/${lead}/files`;
		const body = uuids.map((file_uuid) => ({ file_uuid }));
		await api('PUT', path, body);
		await api('PUT', path, body);
		const { json } = await api<{ _embedded: { files: Array<{ id: number }> } }>('GET', path);
		const [newest, oldest] = json._embedded.files;
		expect(json).toEqual({
			_links: { self: expect.anything() },
			_embedded: {
				files: [
					{ id: newest.id, file_uuid: uuids[1] },
					{ id: oldest.id, file_uuid: uuids[0] },
				],
			},
		});
		const older = await api('GET', `${path}?before_id=${newest.id}`);
		expect(older.json).toMatchObject({ _embedded: { files: [oldest] } });
		expect((await api('GET', `${path}?page=1`)).status).toBe(400);
	});

	it('are refused without the scope, the card or the file', async () => {
		const [lead] = await town.control.seed('alpha', 'leads', [{}]);
		const body = [{ file_uuid: 'unknown' }];
		expect((await api('PUT', `/leads/${lead}/files`, body)).status).toBe(400);
		expect((await api('PUT', '/leads/1/files', body)).status).toBe(404);
		expect((await api('GET', '/files/unknown/links')).status).toBe(404);
		await enter(['crm']);
		expect((await api('GET', '/leads/1/files')).status).toBe(403);
	});

	it('hang on elements of lists', async () => {
		const { uuid } = await upload('a', 'a');
		const made = async (path: string) => {
			const { json } = await api<Page>('POST', path, [{ name: 'X' }]);
			return Object.values(json._embedded)[0][0].id as number;
		};
		const list = await made('/catalogs');
		const element = await made(`/catalogs/${list}/elements`);
		const path = `/catalogs/${list}/${element}/files`;
		await api('PUT', path, [{ file_uuid: uuid }]);
		expect((await api('GET', path)).json).toMatchObject({
			_embedded: { files: [{ file_uuid: uuid }] },
		});
	});
});
