import { Writer } from './support';

const writer = new Writer();
const { complaint, made, patch, post, read, seed } = writer;

beforeAll(async () => await writer.open());
beforeEach(async () => await writer.begin());

interface Card extends Record<string, unknown> {
	_embedded: Record<string, unknown>;
}

const shown = async (path: string) => (await read<Card>(path)).json;

describe('links of a lead', () => {
	// github.com/amocrm/amocrm-api-php, issues 353 and 549.
	it('are made with it, and passed over in a change', async () => {
		const [ann, eve] = await made('/contacts', { name: 'Ann' }, { name: 'Eve' });
		const [company] = await made('/companies', { name: 'ACME' });
		const contacts = (id: number) => ({ _embedded: { contacts: [{ id }] } });
		const [lead] = await made('/leads', contacts(ann));
		const both = { _embedded: { contacts: [{ id: eve }], companies: [{ id: company }] } };
		expect((await patch(`/leads/${lead}`, { name: 'B', ...both })).status).toBe(200);
		expect((await patch('/leads', [{ id: lead, ...both }])).status).toBe(200);
		expect(await shown(`/leads/${lead}?with=contacts`)).toMatchObject({
			name: 'B',
			_embedded: { contacts: [{ id: ann }], companies: [] },
		});
	});
});

describe('the price of a lead', () => {
	it('is whole on amoCRM', async () => {
		expect(await complaint('/leads', { price: 100.5 })).toEqual(['InvalidType price']);
		const [lead] = await made('/leads', { price: 100 });
		expect(await shown(`/leads/${lead}`)).not.toHaveProperty('price_with_minor_units');
	});

	// github.com/amocrm/amocrm-api-php, pull request 620.
	it.each([
		[100, 100, 100],
		[200.75, 200, 200.75],
		[0.1, 0, 0.1],
	])('has cents on Kommo: %d', async (price, whole, exact) => {
		await writer.begin('kommo');
		const [lead] = await made('/leads', { price });
		expect(await shown(`/leads/${lead}`)).toMatchObject({
			price: whole,
			price_with_minor_units: exact,
		});
		expect(await complaint('/leads', { price: -0.5 })).toEqual(['TooLow price']);
	});
});

describe('the source of a lead', () => {
	const named = (external_id: string, more: object = {}) => ({
		_embedded: { source: { external_id, type: 'widget' } },
		...more,
	});

	// amocrm.ru/developers: crm/leads-api.
	it('is read where it is asked for, and leads to its pipeline', async () => {
		const [other] = await made('/leads/pipelines', {
			name: 'Other',
			sort: 2,
			is_main: false,
			is_unsorted_on: false,
		});
		const [source] = await made('/sources', { name: 'API', external_id: 'a', pipeline_id: other });
		const [{ id: main }] = await writer.town.control.entities('alpha', 'leads/pipelines');
		const [lead, placed, none] = await made(
			'/leads',
			named('a'),
			named('a', { pipeline_id: main }),
			{},
		);
		const { _embedded: parts, ...keys } = await shown(`/leads/${lead}?with=source,source_id`);
		expect([keys.source_id, keys.pipeline_id]).toEqual([source, other]);
		expect(parts.source).toEqual({ id: source, name: 'API' });
		expect(await shown(`/leads/${placed}`)).toMatchObject({ pipeline_id: main });
		const without = await shown(`/leads/${lead}`);
		expect(without).not.toHaveProperty('source_id');
		expect(without._embedded).not.toHaveProperty('source');
		expect((await shown(`/leads/${none}?with=source_id`)).source_id).toBeNull();
	});

	it('must be known, and is given to new leads alone', async () => {
		expect(await complaint('/leads', named('b'))).toEqual([
			'NotSupportedChoice _embedded.source.external_id',
		]);
		await made('/sources', { name: 'API', external_id: 'a' });
		const [lead] = await made('/leads', {});
		expect((await patch(`/leads/${lead}`, named('a'))).status).toBe(400);
		await writer.becomeAnother();
		expect((await post('/leads', [named('a')])).status).toBe(400);
	});
});

describe('the trash', () => {
	const throwAway = async (type: string, id: number) =>
		await writer.town.control.change('alpha', type, [{ id, is_deleted: true }]);

	// github.com/amocrm/amocrm-api-php, issue 254 and pull request 295.
	it.each(['leads', 'contacts', 'companies'])('of %s is told of in short', async (type) => {
		const [gone] = await made(`/${type}`, { name: 'A' }, { name: 'B' });
		await throwAway(type, gone);
		expect((await read(`/${type}/${gone}`)).status).toBe(204);
		const { adminUserId, id } = writer.town.account;
		const short = {
			id: gone,
			name: null,
			responsible_user_id: null,
			created_by: null,
			created_at: null,
			updated_by: adminUserId,
			updated_at: expect.any(Number),
			is_deleted: true,
			custom_fields_values: null,
			account_id: id,
			_links: { self: { href: `https://alpha.amocrm.ru/api/v4/${type}/${gone}` } },
		};
		const list = await shown(`/${type}?with=only_deleted`);
		expect(list._embedded[type]).toEqual([expect.objectContaining(short)]);
		expect(await shown(`/${type}/${gone}?with=only_deleted`)).toMatchObject(short);
	});

	it('holds nothing that is there', async () => {
		const [lead] = await seed('leads', {});
		expect((await read(`/leads/${lead}?with=only_deleted`)).status).toBe(204);
		expect((await read('/leads?with=only_deleted')).status).toBe(204);
	});
});

describe('tags', () => {
	const tagsOf = async (lead: number) => (await shown(`/leads/${lead}`))._embedded.tags;

	// github.com/amocrm/amocrm-api-php, issues 12, 111 and 257.
	it.each([
		['its id and its name', { name: 'vip' }],
		['its id and its colour', { color: 'EBEBEB' }],
		['its id and nothing of it', { name: 'vip', color: null }],
	])('stand there twice where one is given by %s', async (_what, more) => {
		const [id] = await made('/leads/tags', { name: 'vip', color: 'EBEBEB' });
		const tag = { id, name: 'vip', color: 'EBEBEB' };
		const [lead] = await made('/leads', { _embedded: { tags: [{ id, ...more }] } });
		expect(await tagsOf(lead)).toEqual([tag, tag]);
		await patch(`/leads/${lead}`, { name: 'B' });
		expect(await tagsOf(lead)).toEqual([tag, tag]);
		await patch(`/leads/${lead}`, { _embedded: { tags: [{ id }] } });
		expect(await tagsOf(lead)).toEqual([tag]);
		await patch(`/leads/${lead}`, { tags_to_add: [{ name: 'vip' }] });
		expect(await tagsOf(lead)).toEqual([tag]);
	});

	it('are found by one name', async () => {
		await made('/leads/tags', { name: 'a' }, { name: 'b' });
		expect(await shown('/leads/tags?filter[name]=a')).toMatchObject({
			_embedded: { tags: [{ name: 'a' }] },
		});
		expect((await read('/leads/tags?filter[name][]=a&filter[name][]=b')).status).toBe(400);
	});
});

describe('fields of a card', () => {
	// The sample of amocrm.ru/developers: crm/contacts-api.
	it('may be named beside their ids', async () => {
		const [{ id: field_id }] = await writer.town.control.entities(
			'alpha',
			'contacts/custom_fields',
		);
		const values = [{ value: '79999999999', enum_code: 'WORK' }];
		const written = { field_id, field_name: 'Телефон', values };
		const [id] = await made('/contacts', { custom_fields_values: [written] });
		expect((await shown(`/contacts/${id}`)).custom_fields_values).toMatchObject([
			{ field_id, field_name: 'Phone', values },
		]);
		expect(await complaint('/contacts', { custom_fields_values: [{ field_name: 'x', values }] }))
			// A name alone names nothing.
			.toEqual(['FieldMissing custom_fields_values.0.field_id']);
	});

	// As the official client writes them: github.com/amocrm/amocrm-api-php, BaseCustomFieldValuesModel.
	it('are named by id or code, the other being null', async () => {
		const values = [{ value: 'a@b.example', enum_code: 'WORK' }];
		const email = { field_id: null, field_code: 'EMAIL', values };
		const { id: field_id } = await writer.addField('contacts', { type: 'text' });
		const text = { field_id, field_code: null, values: [{ value: 'x' }] };
		const [id] = await made('/contacts', { custom_fields_values: [email, text] });
		expect((await shown(`/contacts/${id}`)).custom_fields_values).toMatchObject([
			{ field_code: 'EMAIL', values },
			{ field_id, values: [{ value: 'x' }] },
		]);
	});
});
