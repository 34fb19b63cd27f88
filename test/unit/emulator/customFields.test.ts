import { Writer, type Refused } from './support';

const writer = new Writer();
const { asClerk, complaint, made, patch, post, read, remove } = writer;

beforeAll(async () => await writer.open());
beforeEach(async () => await writer.begin());

const addList = async () => (await made('/catalogs', { name: 'List' }))[0];

describe('custom fields', () => {
	it('of a list name it', async () => {
		const list = await addList();
		const field = await writer.addField(`catalogs/${list}`, { type: 'text', is_required: true });
		expect(field).toMatchObject({
			entity_type: 'catalogs',
			catalog_id: list,
			is_visible: true,
			is_required: true,
			nested: null,
		});
		expect((await read(`/catalogs/${list}/custom_fields/${field.id}`)).status).toBe(200);
		expect((await read('/catalogs/1/custom_fields')).status).toBe(404);
	});

	it('keep the options whose ids are sent, and no others', async () => {
		const field = await writer.addField('leads', {
			type: 'select',
			enums: [
				{ value: 'Red', sort: 1 },
				{ value: 'Blue', sort: 2 },
			],
		});
		const [red] = field.enums;
		const enums = [{ id: red.id, value: 'Crimson', sort: 1 }, { value: 'Green' }];
		const { json } = await patch(`/leads/custom_fields/${field.id}`, { enums });
		expect((json as unknown as typeof field).enums).toEqual([
			{ id: red.id, value: 'Crimson', sort: 1, code: null },
			{ id: expect.any(Number), value: 'Green', sort: 1, code: null },
		]);
		const strange = { enums: [{ id: 1, value: 'X' }] };
		const refused = await patch<Refused>(`/leads/custom_fields/${field.id}`, strange);
		expect(refused.json['validation-errors'][0].errors[0].path).toBe('enums.0.id');
	});

	it('of categories grow a tree within one request', async () => {
		const path = `/catalogs/${await addList()}`;
		const nested = [
			{ value: 'Phones', request_id: 'p' },
			{ value: 'Old phones', parent_request_id: 'p' },
		];
		const { json } = await post(`${path}/custom_fields`, [{ name: 'F', type: 'category', nested }]);
		const [field] = json._embedded.custom_fields;
		const [{ id: parent }] = field.nested as Array<{ id: number }>;
		expect(field.nested).toEqual([
			{ id: parent, parent_id: null, value: 'Phones', sort: 0 },
			{ id: expect.any(Number), parent_id: parent, value: 'Old phones', sort: 1 },
		]);
		const values = [{ value: 'Old phones' }];
		const custom_fields_values = [{ field_id: field.id, values }];
		const [element] = await made(`${path}/elements`, { name: 'X', custom_fields_values });
		expect((await read(`${path}/elements/${element}`)).json).toMatchObject({
			custom_fields_values: [{ values }],
		});
	});

	it('take their values along when they go', async () => {
		const { id } = await writer.addField('leads', { type: 'text' });
		const values = [{ value: 'x' }];
		const [lead] = await made('/leads', { custom_fields_values: [{ field_id: id, values }] });
		expect((await remove(`/leads/custom_fields/${id}`)).status).toBe(204);
		expect((await read(`/leads/${lead}`)).json.custom_fields_values).toBeNull();
		const [phone] = await writer.town.control.entities('alpha', 'contacts/custom_fields');
		expect((await remove(`/contacts/custom_fields/${String(phone.id)}`)).status).toBe(403);
	});

	it('of segments are 30 at most', async () => {
		const many = Array.from({ length: 31 }, () => ({ name: 'F', type: 'text' }));
		expect((await post('/customers/segments/custom_fields', many)).status).toBe(422);
		expect((await post('/customers/segments/custom_fields', many.slice(1))).status).toBe(201);
	});

	it.each([
		['leads', { name: 'F' }, 'FieldMissing type'],
		['leads', { type: 'text' }, 'FieldMissing name'],
		['leads', { name: 'F', type: 'price' }, 'NotSupportedChoice type'],
		['leads', { name: 'F', type: 'select' }, 'FieldMissing enums'],
		['leads', { name: 'F', type: 'text', enums: [{ value: 'x' }] }, 'FieldNotExpected enums'],
		['leads', { name: 'F', type: 'text', remind: 'day' }, 'FieldNotExpected remind'],
		['leads', { name: 'F', type: 'monetary' }, 'FieldMissing currency'],
		['leads', { name: 'F', type: 'text', group_id: 'x' }, 'NotSupportedChoice group_id'],
		['leads', { name: 'F', type: 'text', is_visible: true }, 'FieldNotExpected is_visible'],
		['customers', { name: 'F', type: 'text', is_api_only: true }, 'FieldNotExpected is_api_only'],
		['contacts', { name: 'F', type: 'text', code: 'PHONE' }, 'NotSupportedChoice code'],
	])('of %s refuse %j', async (card, field, expected) => {
		expect(await complaint(`/${card}/custom_fields`, field)).toEqual([expected]);
	});

	it('are for admins to make', async () => {
		const body = [{ name: 'F', type: 'text' }];
		expect((await asClerk('POST', '/leads/custom_fields', body)).status).toBe(403);
		expect((await asClerk('GET', '/leads/custom_fields')).status).toBe(204);
	});
});

describe('groups of fields', () => {
	const PATH = '/leads/custom_fields/groups';

	it('take fields in, and give them back to the first when they go', async () => {
		const { id: field } = await writer.addField('leads', { type: 'text' });
		const { json } = await post(PATH, [{ name: 'Mine', sort: 4 }]);
		const path = `${PATH}/${String(json._embedded.custom_field_groups[0].id)}`;
		const changed = await patch(path, { sort: 6, fields: [field] });
		expect([changed.status, changed.json]).toEqual([
			200,
			expect.objectContaining({ name: 'Mine', sort: 6, fields: [field] }),
		]);
		const groupOf = async () => (await read(`/leads/custom_fields/${field}`)).json.group_id;
		expect(await groupOf()).toMatch(/^leads_/);
		expect((await patch(path, {})).status).toBe(400);
		expect((await remove(path)).status).toBe(204);
		expect(await groupOf()).toBe('default');
	});

	it('belong to lists too, but not to segments; the first ones stay', async () => {
		const path = `/catalogs/${await addList()}/custom_fields/groups`;
		expect((await post(path, [{ name: 'Mine', sort: 1 }])).status).toBe(201);
		expect((await remove(`${path}/default`)).status).toBe(403);
		expect((await read(`${path}/unknown`)).status).toBe(404);
		expect((await read('/customers/segments/custom_fields/groups')).status).toBe(404);
		expect(await complaint(PATH, { name: 'Mine' })).toEqual(['FieldMissing sort']);
	});
});
