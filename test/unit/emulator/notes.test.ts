import { Writer, type Written } from './support';

const writer = new Writer();
const { complaint, made, patch, post, read, seed } = writer;
let lead: number;

beforeAll(async () => await writer.open());
beforeEach(async () => {
	await writer.begin();
	[lead] = (await seed('leads', {})) as number[];
});

const common = { note_type: 'common', params: { text: 'Hello' } };
const called = { duration: 60, source: 'pbx', phone: '+79990000000' };

describe('a note', () => {
	it.each(['leads', 'contacts', 'companies', 'customers'])('hangs on %s', async (card) => {
		const [id] = await seed(card, {});
		const [note] = await made(`/${card}/${id}/notes`, common);
		expect((await read(`/${card}/notes/${note}`)).json).toMatchObject({ entity_id: id });
	});

	it('with a file is read back with more than was sent', async () => {
		const params = { file_uuid: 'f', file_name: 'a.png' };
		const [id] = await made(`/leads/${lead}/notes`, { note_type: 'attachment', params });
		expect((await read(`/leads/notes/${id}`)).json.params).toEqual({
			...params,
			is_drive_attachment: true,
			original_name: 'a.png',
			text: 'a.png',
			version_uuid: expect.any(String),
		});
	});

	it.each([
		['call_in', { ...called, call_responsible: 'Ann', call_status: 4 }],
		['call_out', { ...called, uniq: 'u', link: 'https://pbx.example/1', call_responsible: 5 }],
		['service_message', { service: 'S', text: 'T' }],
		['extended_service_message', { service: 'S', text: 'T' }],
		['message_cashier', { status: 'shown', text: 'T' }],
		['geolocation', { text: 'T', address: 'A', longitude: '-13', latitude: '32' }],
		['sms_in', { text: 'T', phone: '+7' }],
		['sms_out', { text: 'T', phone: '+7' }],
	])('may be %s', async (note_type, params) => {
		const [id] = await made(`/leads/${lead}/notes`, { note_type, params });
		expect((await read(`/leads/notes/${id}`)).json).toMatchObject({ note_type, params });
	});

	it.each([
		['an unknown type', { ...common, note_type: 'chat' }, 'NotSupportedChoice note_type'],
		['no type', { params: {} }, 'FieldMissing note_type'],
		['no params', { note_type: 'common' }, 'FieldMissing params'],
		['no text', { note_type: 'common', params: {} }, 'FieldMissing params.text'],
		[
			'foreign params',
			{ ...common, params: { text: 'x', phone: '1' } },
			'FieldNotExpected params.phone',
		],
		[
			'a wrong status',
			{ note_type: 'message_cashier', params: { status: 'x', text: 'T' } },
			'NotSupportedChoice params.status',
		],
		['a time', { ...common, created_at: 1 }, 'FieldNotExpected created_at'],
	])('is refused with %s', async (_what, note, expected) => {
		expect(await complaint(`/leads/${lead}/notes`, note)).toEqual([expected]);
	});

	it('needs a card where the address names none, and no other where it does', async () => {
		expect(await complaint('/leads/notes', common)).toEqual(['FieldMissing entity_id']);
		expect((await post('/leads/1/notes', [common])).status).toBe(404);
		const [other] = await seed('leads', {});
		const [id] = await made(`/leads/${other}/notes`, common);
		expect((await read(`/leads/${lead}/notes/${id}`)).status).toBe(204);
		expect((await patch(`/leads/notes/${id}`, { params: { text: 'x' } })).status).toBe(405);
	});
});

it('lists of notes are filtered', async () => {
	const [other] = await seed('leads', {});
	await seed(
		'leads/notes',
		{ entity_id: lead, params: { text: 'A' }, updated_at: 1 },
		{ entity_id: lead, params: { text: 'B' }, updated_at: 2, note_type: 'sms_in' },
		{ entity_id: other, params: { text: 'C' }, updated_at: 3 },
	);
	const texts = async (address: string) =>
		(await read<Written>(address)).json._embedded.notes
			.map(({ params }) => (params as { text: string }).text)
			.join('');
	expect(await texts(`/leads/${lead}/notes?order[updated_at]=desc`)).toBe('BA');
	expect(await texts('/leads/notes?filter[note_type]=common')).toBe('AC');
	expect(await texts(`/leads/notes?filter[entity_id][]=${other}`)).toBe('C');
	expect(await texts('/leads/notes?filter[updated_at]=2')).toBe('BC');
});

describe('pinning', () => {
	it('is not there on amoCRM', async () => {
		const [id] = await made(`/leads/${lead}/notes`, common);
		expect((await post(`/leads/notes/${id}/pin`, undefined)).status).toBe(404);
		expect((await read('/leads/notes?with=is_pinned')).status).toBe(400);
	});

	it('is on Kommo', async () => {
		await writer.begin('kommo');
		const [card] = await seed('leads', {});
		const [id] = await made(`/leads/${card}/notes`, common);
		const shown = async () => (await read(`/leads/notes/${id}?with=is_pinned`)).json.is_pinned;
		expect((await post(`/leads/notes/${id}/pin`, undefined)).status).toBe(204);
		expect(await shown()).toBe(true);
		await post(`/leads/notes/${id}/unpin`, undefined);
		expect(await shown()).toBe(false);
	});
});
