import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exchange } from '../../../emulator/net/exchange';
import { Driver, type Page, type Shown } from './driver';

const DRIVE = 'https://drive-b.amocrm.ru';

const driver = new Driver();
const { begun, download, drive, read, send, upload } = driver;

beforeAll(async () => await driver.open());
beforeEach(async () => await driver.begin());

describe('an upload', () => {
	it('goes part by part, and the last part answers the file', async () => {
		const bytes = randomBytes(524_288 + 1000);
		const session = await begun({
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
		const by = { type: 'internal', id: driver.town.account.adminUserId };
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
			void exchange(request, response, 'drive-b.amocrm.ru', driver.town.emulator.rooms);
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		const here = (address: string) => `http://127.0.0.1:${port}${new URL(address).pathname}`;
		const body = randomBytes(1000);
		const { upload_url } = await begun({ file_name: 'a.bin', file_size: body.length });
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
		const { status, type } = await drive('POST', '/sessions', session);
		expect([status, type]).toEqual([400, 'application/json']);
	});

	it('takes each part once, of the right size', async () => {
		const { upload_url } = await begun({ file_name: 'a.bin', file_size: 600_000 });
		for (const size of [0, 524_289]) {
			expect((await send(upload_url, Buffer.alloc(size))).status).toBe(400);
		}
		const { json } = await send(upload_url, Buffer.alloc(500_000));
		expect((await send(upload_url, Buffer.alloc(1))).status).toBe(404);
		expect((await send(json.next_url, Buffer.alloc(100_001))).status).toBe(400);
		expect((await send(json.next_url, Buffer.alloc(100_000))).status).toBe(200);
	});

	it('lives for a day', async () => {
		const { upload_url } = await begun({ file_name: 'a', file_size: 1 });
		await driver.town.control.advanceClock(24 * 60 * 60);
		expect((await send(upload_url, Buffer.alloc(1))).status).toBe(404);
	});
});

describe('versions', () => {
	it('replace each other, newest first, and an older one can be taken back', async () => {
		const old = await upload('plan.txt', 'first');
		const now = await upload('plan.txt', 'second', { file_uuid: old.uuid });
		expect(now).toMatchObject({ uuid: old.uuid, has_multiple_versions: true, size: 6 });
		const { json } = await drive<Page>('GET', `/files/${old.uuid}/versions`);
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
		await drive('PATCH', `/files/${old.uuid}`, { version_uuid: old.version_uuid });
		expect(await text(old._links.download.href)).toBe('first');
	});
});

describe('the drive', () => {
	it('is named by the account', async () => {
		const { json } = await read('/account?with=drive_url');
		expect(json.drive_url).toBe(DRIVE);
	});

	it.each([
		['files', ['crm'], 'GET', '/files', undefined],
		['files', ['crm', 'files_delete'], 'DELETE', '/files', [{ uuid: 'x' }]],
		['files_delete', ['crm', 'files'], 'DELETE', '/files', [{ uuid: 'x' }]],
	])('wants the scope %s', async (_scope, scopes, method, path, body) => {
		await driver.begin('amocrm', undefined, scopes);
		expect((await drive(method, path, body)).status).toBe(403);
	});

	it('is for its own accounts, by token', async () => {
		expect((await driver.town.ask('GET', `${DRIVE}/v1.0/files`)).status).toBe(401);
		expect(
			(
				await driver.town.ask('GET', 'https://drive-c.kommo.com/v1.0/files', {
					token: driver.token,
				})
			).status,
		).toBe(401);
	});

	it('has nothing elsewhere', async () => {
		expect((await download(`${DRIVE}/download/x/y/z.txt`)).status).toBe(404);
		expect((await download(`${DRIVE}/else`)).status).toBe(404);
	});

	it('answers Kommo’s deletions with an object', async () => {
		await driver.begin('kommo');
		const { uuid } = await upload('a');
		const gone = await drive('DELETE', '/files', [{ uuid }]);
		expect([gone.status, gone.json]).toEqual([200, {}]);
	});
});
