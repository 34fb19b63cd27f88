import { Writer, type Refused, type Written } from './support';

const writer = new Writer();
const { complaint, patch, post, read } = writer;

beforeAll(async () => await writer.open());
beforeEach(async () => await writer.begin());

describe('the answer to a create', () => {
	it('says little: id, request_id and links', async () => {
		const { status, type, json } = await post('/leads', [
			{ name: 'A', request_id: 'mine' },
			{ price: 100 },
		]);
		expect([status, type]).toEqual([200, 'application/hal+json']);
		const id = expect.any(Number);
		const _links = { self: { href: expect.stringMatching(/\/api\/v4\/leads\/\d+$/) } };
		expect(json._embedded.leads).toEqual([
			{ id, request_id: 'mine', _links },
			{ id, request_id: '1', _links },
		]);
	});

	it('puts a lead into the first ordinary stage of the main pipeline', async () => {
		const { json } = await post('/leads', [{}]);
		const [{ id }] = json._embedded.leads;
		const pipelines = await read<Written>('/leads/pipelines');
		const [pipeline] = pipelines.json._embedded.pipelines;
		const { statuses } = pipeline._embedded as Written['_embedded'];
		expect(statuses.map(({ type }) => type)).toEqual([1, 0, 0, 0, 0, 0]);
		expect(statuses.map(({ id: stage }) => stage).slice(-2)).toEqual([142, 143]);
		expect((await read(`/leads/${String(id)}`)).json).toMatchObject({
			pipeline_id: pipeline.id,
			status_id: statuses[1].id,
			responsible_user_id: writer.town.account.adminUserId,
			account_id: writer.town.account.id,
			_embedded: { tags: [], companies: [] },
		});
	});
});

describe('the answer to an update', () => {
	it('says id and time, of contacts and companies the name too', async () => {
		const lead = (await post('/leads', [{}])).json._embedded.leads[0].id;
		const contact = (await post('/contacts', [{ name: 'Ann' }])).json._embedded.contacts[0].id;
		expect((await patch('/leads', [{ id: lead, price: 5 }])).json._embedded.leads[0]).toEqual({
			id: lead,
			updated_at: expect.any(Number),
			request_id: '0',
			_links: expect.anything(),
		});
		expect((await patch(`/contacts/${String(contact)}`, { first_name: 'Eve' })).json).toEqual({
			id: contact,
			name: 'Eve',
			updated_at: expect.any(Number),
			_links: expect.anything(),
		});
	});

	it('refuses an id that is not there', async () => {
		const { json } = await patch<Refused>('/leads', [{ id: 1, price: 5 }]);
		expect(json['validation-errors'][0].errors[0]).toMatchObject({
			code: 'EntityNotFound',
			path: 'id',
		});
	});
});

describe('a write is refused', () => {
	it.each([
		['an unknown field', '/leads', { nmae: 'A' }, 'FieldNotExpected nmae'],
		['a number as text', '/leads', { price: '100' }, 'InvalidType price'],
		['a name as number', '/contacts', { name: 7 }, 'InvalidType name'],
		[
			'an unknown user',
			'/leads',
			{ responsible_user_id: 1 },
			'NotSupportedChoice responsible_user_id',
		],
		['an unknown stage', '/leads', { status_id: 1 }, 'NotSupportedChoice status_id'],
		['an unknown pipeline', '/leads', { pipeline_id: 1 }, 'NotSupportedChoice pipeline_id'],
		[
			'tags_to_delete on create',
			'/leads',
			{ tags_to_delete: [] },
			'FieldNotExpected tags_to_delete',
		],
		[
			'an unknown custom field',
			'/leads',
			{ custom_fields_values: [{ field_id: 1, values: [{ value: 'x' }] }] },
			'NotSupportedChoice custom_fields_values.0.field_id',
		],
		[
			'an unknown kind of phone',
			'/contacts',
			{ custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '1', enum_code: 'X' }] }] },
			'NotSupportedChoice custom_fields_values.0.values.0.enum_code',
		],
		[
			'an unknown contact',
			'/leads',
			{ _embedded: { contacts: [{ id: 1 }] } },
			'NotSupportedChoice _embedded.contacts.0.id',
		],
	])('for %s', async (_what, path, item, expected) => {
		expect(await complaint(path, item)).toEqual([expected]);
	});

	it('as a whole', async () => {
		const { json } = await post<Refused>('/leads', [{ name: 'good' }, { price: -1 }]);
		expect(json['validation-errors']).toEqual([
			{ request_id: '1', errors: [expect.objectContaining({ code: 'TooLow', path: 'price' })] },
		]);
		expect((await read('/leads')).status).toBe(204);
	});

	it('when it is no array, too long, or not JSON', async () => {
		expect((await post('/leads', { name: 'A' })).status).toBe(400);
		expect((await post('/leads', Array(251).fill({}))).status).toBe(400);
		expect((await post('/leads', Array(250).fill({}))).status).toBe(200);
		expect((await post('/leads/complex', Array(51).fill({}))).status).toBe(400);
		const form = await writer.town.api('POST', '/leads', {
			token: writer.token,
			form: { name: 'A' },
		});
		expect(form.status).toBe(400);
	});

	it('at an unknown path, with a wrong method', async () => {
		expect((await post('/nothing', [{}])).status).toBe(404);
		expect(
			(await writer.town.api('DELETE', '/leads', { token: writer.token, body: [] })).status,
		).toBe(405);
	});
});

describe('tags', () => {
	it('are one dictionary entry per name', async () => {
		const first = await post('/leads/tags', [{ name: 'vip', color: 'EBEBEB' }]);
		const again = await post('/leads/tags', [{ name: 'vip' }]);
		expect(again.json._embedded.tags[0].id).toBe(first.json._embedded.tags[0].id);
		expect(await complaint('/contacts/tags', { name: 'x', color: 'EBEBEB' })).toHaveLength(1);
	});
});

describe('leads/complex', () => {
	it('takes one contact and at most 40 fields', async () => {
		const contacts = [{ name: 'A' }, { name: 'B' }];
		expect(await complaint('/leads/complex', { _embedded: { contacts } })).toEqual([
			'TooHigh _embedded.contacts',
		]);
		const field = { field_id: 1, values: null };
		expect(
			await complaint('/leads/complex', { custom_fields_values: Array(41).fill(field) }),
		).toEqual(['NotSupportedChoice custom_fields_values']);
	});

	it('puts what carries metadata among the incoming leads', async () => {
		const { json } = await post<Array<{ id: number }>>('/leads/complex', [
			{ _embedded: { metadata: { category: 'forms', form_id: 1 } } },
		]);
		const [lead] = await writer.town.control.entities('alpha', 'leads');
		const [pipeline] = await writer.town.control.entities('alpha', 'leads/pipelines');
		const [incoming] = pipeline.stages as Array<{ id: number }>;
		expect(lead).toMatchObject({ id: json[0].id, status_id: incoming.id });
	});
});
