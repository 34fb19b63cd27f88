import { Driver, type Page } from './driver';

const driver = new Driver();
const { drive, upload } = driver;

beforeAll(async () => await driver.open());
beforeEach(async () => await driver.begin());

describe('files', () => {
	it('get another name, or another version, not both', async () => {
		const { uuid, version_uuid } = await upload('a.txt', 'x');
		const renamed = await drive('PATCH', `/files/${uuid}`, { name: 'б' });
		expect(renamed.json).toMatchObject({ name: 'б', sanitized_name: '-' });
		for (const body of [{ name: 'b', version_uuid }, { version_uuid: uuid }, { size: 1 }]) {
			expect((await drive('PATCH', `/files/${uuid}`, body)).status).toBe(400);
		}
		expect((await drive('PATCH', '/files/unknown', { name: 'b' })).status).toBe(404);
	});

	it('go to the trash, come back, and are gone after 30 days', async () => {
		const { uuid } = await upload('a.txt', 'x');
		const body = [{ uuid }];
		expect((await drive('DELETE', '/files', body)).status).toBe(204);
		expect((await drive('GET', '/files')).status).toBe(204);
		const trashed = (await drive<Page>('GET', '/files?filter[deleted]=1')).json._embedded.files;
		expect(trashed).toMatchObject([{ uuid, is_trashed: true, deleted_at: expect.any(Number) }]);
		const restored = await drive<Page>('POST', '/files/restore', body);
		expect(restored.json).toMatchObject({
			_count: 1,
			_embedded: { files: [{ uuid, is_trashed: false, deleted_at: null, deleted_by: null }] },
		});
		await drive('DELETE', '/files', body);
		await driver.town.control.advanceClock(30 * 24 * 60 * 60);
		driver.token = (await driver.town.connect()).access_token;
		expect((await drive('GET', `/files/${uuid}`)).status).toBe(404);
		expect((await drive('DELETE', '/files', [{ uuid: 'unknown' }])).status).toBe(400);
	});

	it('are listed page by page, with a count of the page alone', async () => {
		for (const name of ['a', 'b', 'c']) await upload(name, name);
		const { json, type } = await drive<Page>('GET', '/files?limit=2');
		expect(type).toBe('application/json');
		expect(json).toMatchObject({ _count: 2, _links: { self: expect.anything() } });
		expect(json).not.toHaveProperty('_page');
		const next = await driver.town.ask<Page>('GET', json._links?.next?.href ?? '', {
			token: driver.token,
		});
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
		const { json } = await drive<Page>('GET', `/files?${query}`);
		expect((json._embedded?.files ?? []).map(({ name }) => name)).toEqual(names);
	});

	it('are found by uuids with commas, and by who made them', async () => {
		const [one, two] = [await upload('a', 'a'), await upload('b', 'b')];
		await upload('c', 'c');
		const { json } = await drive<Page>('GET', `/files?filter[uuid]=${one.uuid},${two.uuid}`);
		expect(json._count).toBe(2);
		const mine = `/files?filter[created_by][]=${driver.town.account.adminUserId}`;
		expect((await drive<Page>('GET', mine)).json._count).toBe(3);
	});

	it.each([
		'filter[mame]=x',
		'filter[date][type]=born_at',
		'filter[date][type]=created_at&filter[date][date_preset]=never',
		'filter[size]=1',
	])('refuse %s', async (query) => {
		expect((await drive('GET', `/files?${query}`)).status).toBe(400);
	});
});
