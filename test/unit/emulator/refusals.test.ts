import { Writer, type Refused } from './support';

const writer = new Writer();
const { complaint, made, patch, post, read, seed } = writer;

beforeAll(async () => await writer.open());
beforeEach(async () => await writer.begin());

const BAD_REQUEST = { title: 'Bad Request', type: 'https://httpstatus.es/400', status: 400 };

interface KeyedErrors {
	errors: unknown;
}

describe('a refused write says', () => {
	// amocrm.ru/developers: crm/error-codes.
	it('what the documentation shows', async () => {
		const custom_fields_values = [{ field_id: 1, values: [{ value: 'x' }] }];
		const { status, type, json } = await post('/leads', [{ custom_fields_values }]);
		expect([status, type]).toEqual([400, 'application/problem+json']);
		expect(json).toEqual({
			'validation-errors': [
				{
					request_id: '0',
					errors: [
						{
							code: 'NotSupportedChoice',
							path: 'custom_fields_values.0.field_id',
							detail: 'The value you selected is not a valid choice.',
						},
					],
				},
			],
			...BAD_REQUEST,
			detail: 'Request validation failed',
		});
	});

	const errorsOf = async (path: string, item: object) => {
		const { json } = await post<Refused>(path, [item]);
		return json['validation-errors'][0].errors;
	};

	// github.com/Krukov/amocrm_api, issues 68 and 112.
	it('which key was not expected', async () => {
		const { id } = await writer.addField('leads', { type: 'text' });
		const values = [{ value: 'x', enum_code: 'X' }];
		expect(await errorsOf('/leads', { custom_fields_values: [{ field_id: id, values }] })).toEqual([
			{
				code: 'FieldNotExpected',
				path: 'custom_fields_values.0.values.0.enum_code',
				detail: 'This field was not expected.',
			},
		]);
	});

	// github.com/amocrm/amocrm-api-php, issue 12.
	it('that a tag has no request_id', async () => {
		const tags = [{ name: 'a', request_id: '0' }];
		expect(await complaint('/leads', { _embedded: { tags } })).toEqual([
			'FieldNotExpected _embedded.tags.0.request_id',
		]);
	});

	// github.com/amocrm/amocrm-api-php, issues 51 and 383.
	it('what must not be null', async () => {
		await seed('leads', { id: 5 });
		const params = { uniq: 'u', duration: 160, source: 'ios', phone: '79050000000' };
		const empty = { link: null, call_result: null, call_status: null };
		const detail = 'This value should not be null.';
		const note = { note_type: 'call_out', params: { ...params, ...empty } };
		expect(await errorsOf('/leads/5/notes', note)).toEqual(
			Object.keys(empty).map((key) => ({ code: 'NotNullable', path: `params.${key}`, detail })),
		);
		expect(await errorsOf('/leads', { request_id: null })).toEqual([
			{ code: 'NotNullable', path: 'request_id', detail },
		]);
		expect(await complaint('/leads', { price: null, name: null })).toEqual([
			'NotNullable price',
			'NotNullable name',
		]);
	});

	// github.com/Krukov/amocrm_api, issue 118.
	it('that a file is not deleted by its value', async () => {
		const { id } = await writer.addField('leads', { type: 'file' });
		const value = { file_uuid: 'f', version_uuid: 'v', file_name: 'a.txt', file_size: 3 };
		const written = (more: object) => ({
			custom_fields_values: [{ field_id: id, values: [{ value: { ...value, ...more } }] }],
		});
		expect(await complaint('/leads', written({ is_deleted: false }))).toEqual([
			'FieldNotExpected custom_fields_values.0.values.0.value.is_deleted',
		]);
		const [lead] = await made('/leads', written({}));
		expect((await read(`/leads/${lead}`)).json.custom_fields_values).toMatchObject([
			{ values: [{ value: { ...value, is_deleted: false } }] },
		]);
	});

	// github.com/amocrm/amocrm-api-php, issue 220.
	it('that a user who was switched off is no choice', async () => {
		const [id] = await seed('users', { rights: { is_active: false } });
		for (const key of ['created_by', 'responsible_user_id']) {
			expect(await complaint('/leads', { [key]: id })).toEqual([`NotSupportedChoice ${key}`]);
		}
	});
});

describe('a reason of loss', () => {
	let reason: number;

	beforeEach(async () => {
		[reason] = await made('/leads/loss_reasons', { name: 'Price' });
	});

	const message = 'Loss reason can be specified only for lost lead';

	// github.com/amocrm/amocrm-api-php, issue 88.
	it('stays with a lead that returns to work, and can not be written back', async () => {
		const [lead] = await made('/leads', { status_id: 143, loss_reason_id: reason });
		const [other] = await made('/leads', {});
		const [{ stages }] = await writer.town.control.entities('alpha', 'leads/pipelines');
		const { id: stage } = (stages as Array<{ id: number }>)[1];
		await patch(`/leads/${lead}`, { status_id: stage });
		expect((await read(`/leads/${lead}`)).json.loss_reason_id).toBe(reason);

		const { status, json } = await patch<KeyedErrors>(`/leads/${lead}`, { loss_reason_id: reason });
		const refusal = { errors: { [lead]: message }, ...BAD_REQUEST, detail: 'Invalid request body' };
		expect([status, json]).toEqual([400, refusal]);

		const both = [lead, other].map((id) => ({ id, loss_reason_id: reason }));
		expect((await patch<KeyedErrors>('/leads', both)).json.errors).toEqual({
			[lead]: message,
			[other]: message,
		});
		expect((await patch(`/leads/${lead}`, { loss_reason_id: null })).status).toBe(200);
		const lost = { status_id: 143, loss_reason_id: reason };
		expect((await patch(`/leads/${lead}`, lost)).status).toBe(200);
	});

	it('is listed among the errors of leads that have no id yet', async () => {
		const open = { loss_reason_id: reason };
		expect((await post<KeyedErrors>('/leads', [open])).json.errors).toEqual([message]);
		expect((await post<KeyedErrors>('/leads/complex', [open, open])).json.errors).toEqual([
			message,
			message,
		]);
	});

	// amocrm.ru/developers: crm/leads-api.
	it('is read with its links', async () => {
		const [lead] = await made('/leads', { status_id: 143, loss_reason_id: reason });
		const { json } = await read<{ _embedded: object }>(`/leads/${lead}?with=loss_reason`);
		expect(json._embedded).toMatchObject({
			loss_reason: [
				{
					id: reason,
					name: 'Price',
					_links: {
						self: { href: `https://alpha.amocrm.ru/api/v4/leads/loss_reasons/${reason}` },
					},
				},
			],
		});
	});
});

it.each<[number, method: string, path: string, body: unknown]>([
	[400, 'POST', '/customers/segments', [{ name: 'VIP' }]],
	[400, 'POST', '/leads/loss_reasons', [{ sort: 1 }]],
	[405, 'PATCH', '/leads/loss_reasons', [{ id: 1, name: 'x' }]],
	[400, 'POST', '/users/activate', [{ id: 1 }]],
	[400, 'GET', '/leads/unsorted?filter[name]=x', undefined],
	[404, 'GET', '/leads/1/subscriptions', undefined],
	[404, 'GET', '/roles/1', undefined],
	[404, 'GET', '/talks/1', undefined],
	[404, 'GET', '/widgets/none', undefined],
	[204, 'GET', '/customers/1', undefined],
])('%i answers %s %s', async (status, method, path, body) => {
	await patch('/customers/mode', { mode: 'segments', is_enabled: true });
	expect((await writer.town.api(method, path, { token: writer.token, body })).status).toBe(status);
});
