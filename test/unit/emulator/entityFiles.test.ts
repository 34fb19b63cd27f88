import { Driver, type Page } from './driver';

const driver = new Driver();
const { drive, made, read, remove, seed, upload } = driver;

beforeAll(async () => await driver.open());
beforeEach(async () => await driver.begin());

const put = async (path: string, body: unknown) =>
	await driver.town.api('PUT', path, { token: driver.token, body });

describe('files of cards', () => {
	it('hang on cards of all kinds and know them', async () => {
		const { uuid } = await upload('plan.txt', 'x');
		const [lead] = await seed('leads', { name: 'Deal', price: 5 });
		const [contact] = await seed('contacts', { name: 'Ann' });
		const body = [{ file_uuid: uuid }];
		for (const path of [`/leads/${lead}/files`, `/contacts/${contact}/files`]) {
			expect((await put(path, body)).status).toBe(202);
		}
		const { json } = await read<{ entities: unknown[] }>(`/files/${uuid}/links`);
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
					created_by: driver.town.account.adminUserId,
					updated_by: driver.town.account.adminUserId,
					main_user_id: driver.town.account.adminUserId,
					date_create: expect.any(Number),
					date_update: expect.any(Number),
					closest_task_at: null,
				},
				expect.objectContaining({ id: contact, entity_type: 'contacts' }),
			],
		});
		expect((await drive<Page>('GET', '/files?filter[term]=deal')).json._count).toBe(1);
		expect((await remove(`/leads/${lead}/files`, body)).status).toBe(202);
		expect((await read(`/leads/${lead}/files`)).status).toBe(204);
	});

	it('are listed newest first, by what they are older than', async () => {
		const [lead] = await seed('leads', {});
		const uuids = [(await upload('a', 'a')).uuid, (await upload('b', 'b')).uuid];
		const path = `/leads/${lead}/files`;
		const body = uuids.map((file_uuid) => ({ file_uuid }));
		await put(path, body);
		await put(path, body);
		const { json } = await read<{ _embedded: { files: Array<{ id: number }> } }>(path);
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
		const older = await read(`${path}?before_id=${newest.id}`);
		expect(older.json).toMatchObject({ _embedded: { files: [oldest] } });
		expect((await read(`${path}?page=1`)).status).toBe(400);
	});

	it('are refused without the scope, the card or the file', async () => {
		const [lead] = await seed('leads', {});
		const body = [{ file_uuid: 'unknown' }];
		expect((await put(`/leads/${lead}/files`, body)).status).toBe(400);
		expect((await put('/leads/1/files', body)).status).toBe(404);
		expect((await read('/files/unknown/links')).status).toBe(404);
		await driver.begin('amocrm', undefined, ['crm']);
		expect((await read('/leads/1/files')).status).toBe(403);
	});

	it('hang on elements of lists', async () => {
		const { uuid } = await upload('a', 'a');
		const [list] = await made('/catalogs', { name: 'List' });
		const [element] = await made(`/catalogs/${list}/elements`, { name: 'Car' });
		const path = `/catalogs/${list}/${element}/files`;
		await put(path, [{ file_uuid: uuid }]);
		expect((await read(path)).json).toMatchObject({
			_embedded: { files: [{ file_uuid: uuid }] },
		});
	});
});
