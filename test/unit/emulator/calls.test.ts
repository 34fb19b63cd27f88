import { Writer, type Written } from './support';

const writer = new Writer();
const { complaint, made, post, read, seed } = writer;

beforeAll(async () => await writer.open());
beforeEach(async () => await writer.begin());

const call = { direction: 'inbound', duration: 10, source: 'pbx', phone: '89990000001' };

const phone = (value: string) => ({
	custom_fields_values: [{ field_code: 'PHONE', values: [{ value, enum_code: 'WORK' }] }],
});

/** A contact with the number, and leads linked to it, in the given stages. */
async function contactWith(...stages: number[]) {
	const [contact] = await made('/contacts', phone('+7 (999) 000-00-01'));
	const leads = stages.map((status_id) => ({
		status_id,
		_embedded: { contacts: [{ id: contact }] },
	}));
	return { contact, leads: leads.length > 0 ? await made('/leads', ...leads) : [] };
}

async function firstStage() {
	const [pipeline] = await writer.town.control.entities('alpha', 'leads/pipelines');
	return (pipeline.stages as Array<{ id: number }>)[1].id;
}

interface Answer extends Written {
	errors: Array<Record<string, unknown>>;
}

describe('a call', () => {
	it('goes to the contact of its last ten digits, as a note', async () => {
		const { contact } = await contactWith();
		const { status, json } = await post<Answer>('/calls', [{ ...call, call_status: 4 }]);
		const [{ id }] = json._embedded.calls;
		expect([status, json]).toEqual([
			200,
			{
				_total_items: 1,
				errors: [],
				_embedded: {
					calls: [
						{
							id,
							entity_id: contact,
							entity_type: 'contact',
							account_id: writer.town.account.id,
							request_id: '0',
							_embedded: { entity: { id: contact, _links: expect.anything() } },
						},
					],
				},
			},
		]);
		expect((await read(`/contacts/notes/${String(id)}`)).json).toMatchObject({
			note_type: 'call_in',
			params: { phone: '89990000001', duration: 10, source: 'pbx', call_status: 4 },
		});
		const events = await read<Written>('/events?filter[type]=incoming_call');
		expect(events.json._embedded.events).toMatchObject([{ entity_type: 'contact' }]);
	});

	it('goes to the only active lead, past closed ones', async () => {
		const { leads } = await contactWith(await firstStage(), 142, 143);
		const { json } = await post<Answer>('/calls', [call]);
		expect(json._embedded.calls).toMatchObject([{ entity_type: 'lead', entity_id: leads[0] }]);
	});

	it('stays with the contact where there are several leads, or a customer too', async () => {
		const stage = await firstStage();
		const { contact, leads } = await contactWith(stage, stage);
		const owner = async () => (await post<Answer>('/calls', [call])).json._embedded.calls[0];
		expect(await owner()).toMatchObject({ entity_type: 'contact', entity_id: contact });
		const unlink = [{ to_entity_id: contact, to_entity_type: 'contacts' }];
		await post(`/leads/${leads[0]}/unlink`, unlink);
		expect(await owner()).toMatchObject({ entity_type: 'lead', entity_id: leads[1] });
		const [customer] = await seed('customers', {});
		await post(`/customers/${customer}/link`, unlink);
		expect(await owner()).toMatchObject({ entity_type: 'contact' });
		await post(`/leads/${leads[1]}/unlink`, unlink);
		expect(await owner()).toMatchObject({ entity_type: 'customer', entity_id: customer });
	});

	it('of an unknown number stands among the errors, beside the others', async () => {
		await made('/companies', phone('9990000001'));
		const stranger = { ...call, phone: '5', request_id: 'lost' };
		const { json } = await post<Answer>('/calls', [stranger, call]);
		expect(json.errors).toMatchObject([{ request_id: 'lost', detail: 'Entity not found' }]);
		expect(json._embedded.calls).toMatchObject([{ request_id: '1', entity_type: 'company' }]);
	});

	// github.com/amocrm/amocrm-api-php, issue 52.
	it('of an unknown number alone is answered 400, without any call', async () => {
		const { status, json } = await post('/calls', [call]);
		expect([status, json]).toEqual([
			400,
			{
				_total_items: 0,
				errors: [
					{
						request_id: '0',
						title: 'Entity not found',
						status: expect.any(Number),
						detail: 'Entity not found',
					},
				],
			},
		]);
	});

	it('may be kept although the others have it answered 400', async () => {
		const { contact } = await contactWith();
		await writer.town.control.setBehaviour('alpha', { mixedCalls: 400 });
		const { status, json } = await post<Answer>('/calls', [{ ...call, phone: '5' }, call]);
		expect([status, json.errors.length]).toEqual([400, 1]);
		expect(json._embedded.calls).toMatchObject([{ entity_id: contact }]);
		expect((await read(`/contacts/${contact}/notes`)).status).toBe(200);
		expect((await post('/calls', [call])).status).toBe(200);
	});

	it.each([
		['a direction', { direction: 'in' }, 'NotSupportedChoice direction'],
		['a duration', { duration: undefined }, 'FieldMissing duration'],
		['a source', { source: undefined }, 'FieldMissing source'],
		['a phone', { phone: 5 }, 'InvalidType phone'],
		['a status', { call_status: 8 }, 'TooHigh call_status'],
	])('is refused without %s', async (_what, wrong, expected) => {
		expect(await complaint('/calls', { ...call, ...wrong })).toEqual([expected]);
	});
});

describe('the popup of a call', () => {
	const notify = async (body: unknown) =>
		await writer.town.ask<Written>('POST', '/api/v2/events/', { token: writer.token, body });

	it('names the card of the number, or none', async () => {
		const { contact } = await contactWith();
		const add = ['+7 999 000 00 01', '5'].map((phone_number) => ({
			type: 'phone_call',
			phone_number,
			users: [1],
		}));
		const { status, json } = await notify({ add });
		expect([status, json._links]).toEqual([
			200,
			{ self: { href: '/api/v2/events', method: 'post' } },
		]);
		const uid = expect.any(String);
		expect(json._embedded.items).toEqual([
			{ element_id: contact, element_type: 1, uid, phone_number: '+7 999 000 00 01' },
			{ element_id: null, element_type: null, uid, phone_number: '5' },
		]);
	});

	it('is refused without a number', async () => {
		expect((await notify({ add: [{ type: 'phone_call' }] })).status).toBe(400);
	});
});
