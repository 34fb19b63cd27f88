import { Writer } from './support';

const writer = new Writer();
const { complaint, post, read, remove, seed } = writer;

beforeAll(async () => await writer.open());
beforeEach(async () => await writer.begin());

const form = {
	source_name: 'Site',
	source_uid: 's1',
	metadata: { form_id: 'f', form_name: 'Ask', form_sent_at: 1_700_000_000 },
	_embedded: { leads: [{ name: 'Deal' }], contacts: [{ name: 'Ann' }] },
};

const sip = {
	source_name: 'PBX',
	source_uid: 's2',
	metadata: { from: 'pbx', phone: 79998888888, duration: 54, is_call_event_needed: true },
	_embedded: { contacts: [{ name: 'Eve' }] },
};

interface Incoming {
	uid: string;
	_embedded: Record<'leads' | 'contacts' | 'companies', Array<{ id: number }>>;
}

async function add(kind: string, item: object) {
	const { json } = await post(`/leads/unsorted/${kind}`, [item]);
	return json._embedded.unsorted[0] as unknown as Incoming;
}

const statusOf = async (id: number) => (await read(`/leads/${id}`)).json.status_id;

const stages = async () => {
	const [pipeline] = await writer.town.control.entities('alpha', 'leads/pipelines');
	return pipeline.stages as Array<{ id: number }>;
};

describe('an incoming lead', () => {
	it('waits among the incoming ones, its contact unseen', async () => {
		const { uid, _embedded: parts } = await add('forms', form);
		expect(await statusOf(parts.leads[0].id)).toBe((await stages())[0].id);
		expect((await read('/contacts')).status).toBe(204);
		const { json } = await read(`/leads/unsorted/${uid}`);
		expect(json).toMatchObject({ uid, category: 'forms', source_uid: 's1', source_name: 'Site' });
		expect(json.metadata).toEqual({
			form_id: 'f',
			form_name: 'Ask',
			form_page: null,
			ip: null,
			form_sent_at: '1700000000',
			referer: null,
			visitor_uid: null,
		});
	});

	it('of a call keeps its duration as a text, and no wish for an event', async () => {
		const { uid } = await add('sip', sip);
		const { metadata } = (await read(`/leads/unsorted/${uid}`)).json;
		expect(metadata).toMatchObject({ duration: '54', link: null });
		expect(metadata).not.toHaveProperty('is_call_event_needed');
	});

	it('is refused when the same waits already', async () => {
		await add('forms', form);
		expect(await complaint('/leads/unsorted/forms', form)).toEqual([
			'NotSupportedChoice source_uid',
		]);
	});

	it.each([
		['forms', { ...form, source_uid: undefined }, 'FieldMissing source_uid'],
		['forms', { ...form, metadata: undefined }, 'FieldMissing metadata'],
		['forms', { ...form, metadata: { phone: '1' } }, 'FieldNotExpected metadata.phone'],
		['forms', { ...form, pipeline_id: 1 }, 'NotSupportedChoice pipeline_id'],
		['forms', { ...form, category: 'forms' }, 'FieldNotExpected category'],
		['sip', { ...sip, _embedded: {} }, 'FieldMissing _embedded.contacts'],
	])('of %s is refused: %#', async (kind, item, expected) => {
		expect(await complaint(`/leads/unsorted/${kind}`, item)).toEqual([expected]);
	});
});

describe('sorting', () => {
	it('accepts into a stage, and brings the contact forth', async () => {
		const { uid, _embedded: parts } = await add('forms', form);
		const [incoming, , second] = await stages();
		const accept = async (body?: object) => await post(`/leads/unsorted/${uid}/accept`, body);
		expect((await accept({ status_id: incoming.id })).status).toBe(400);
		expect((await accept({ status_id: second.id })).json).toEqual({
			uid,
			category: 'forms',
			pipeline_id: expect.any(Number),
			created_at: expect.any(Number),
			_embedded: parts,
		});
		expect(await statusOf(parts.leads[0].id)).toBe(second.id);
		expect((await read(`/contacts/${parts.contacts[0].id}?with=leads`)).json).toMatchObject({
			name: 'Ann',
			_embedded: { leads: [{ id: parts.leads[0].id }] },
		});
		expect((await accept()).status).toBe(404);
		expect((await read(`/leads/unsorted/${uid}`)).status).toBe(204);
	});

	it('declines into the bin', async () => {
		const { uid, _embedded: parts } = await add('forms', form);
		const { adminUserId } = writer.town.account;
		const { status, json } = await remove(`/leads/unsorted/${uid}/decline`, {
			user_id: adminUserId,
		});
		expect([status, json]).toMatchObject([200, { uid, _embedded: { leads: parts.leads } }]);
		expect(json._embedded).not.toHaveProperty('companies');
		expect((await read(`/leads/${parts.leads[0].id}`)).status).toBe(204);
	});

	it('links chats alone', async () => {
		const [lead] = await seed('leads', {});
		const [contact] = await seed('contacts', {});
		const [chat] = await seed('leads/unsorted', { uid: 'chat', id: 'chat' });
		const { uid } = await add('forms', form);
		const link = { entity_id: lead, entity_type: 'leads', metadata: { contact_id: contact } };
		expect((await post(`/leads/unsorted/${uid}/link`, { link })).status).toBe(400);
		expect((await post(`/leads/unsorted/${chat}/link`, {})).status).toBe(400);
		const { json } = await post(`/leads/unsorted/${chat}/link`, { link });
		expect(json).toEqual({
			uid: 'chat',
			_embedded: { leads: [{ id: lead, _links: expect.anything() }] },
		});
		expect((await read(`/leads/${lead}?with=contacts`)).json._embedded).toMatchObject({
			contacts: [{ id: contact }],
		});
	});

	it('is summed up', async () => {
		const { uid } = await add('forms', form);
		await add('sip', sip);
		await writer.town.control.advanceClock(100);
		await post(`/leads/unsorted/${uid}/accept`, {});
		const none = { total: 0 };
		const { json } = await read('/leads/unsorted/summary');
		expect(json).toEqual({
			total: 1,
			accepted: 1,
			declined: 0,
			average_sort_time: expect.any(Number),
			categories: { sip: { total: 1 }, mail: none, forms: none, chats: none },
		});
		expect(json.average_sort_time).toBeGreaterThanOrEqual(100);
		const { json: other } = await read('/leads/unsorted/summary?filter[created_at]=9999999999');
		expect(other).toMatchObject({ total: 0, accepted: 0 });
	});
});
