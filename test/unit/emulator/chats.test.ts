import { randomUUID } from 'node:crypto';
import { REDIRECT, Writer, type Refused, type Written } from './support';

const writer = new Writer();
const { asClerk, complaint, made, patch, post, read, remove, seed } = writer;

beforeAll(async () => await writer.open());
beforeEach(async () => await writer.begin());

/** Goes on as another integration in the same account. */
async function becomeAnother() {
	const { town } = writer;
	town.integration = await town.control.createIntegration({ name: 'Other', redirectUri: REDIRECT });
	writer.token = (await town.connect()).access_token;
}

describe('chats of contacts', () => {
	const PATH = '/contacts/chats';
	const chat_id = '6cbab3d5-c4c1-46ff-b710-ad59ad10805f';

	it('are linked to one contact, in an envelope without links', async () => {
		const [ann, eve] = await made('/contacts', { name: 'Ann' }, { name: 'Eve' });
		const { json } = await post(PATH, [{ contact_id: ann, chat_id }]);
		const id = expect.any(Number);
		expect(json).toEqual({
			_total_items: 1,
			_embedded: { chats: [{ id, contact_id: ann, chat_id, request_id: '0' }] },
		});
		await post(PATH, [{ contact_id: eve, chat_id }]);
		expect((await read(`${PATH}?chat_id[]=${chat_id}`)).json).toEqual({
			_total_items: 1,
			_embedded: { chats: [{ id, contact_id: eve, chat_id }] },
		});
		expect((await read(`${PATH}?contact_id=${ann}`)).status).toBe(204);
	});

	it('are seen by the integration of their channel', async () => {
		const [contact_id] = await made('/contacts', { name: 'Ann' });
		await post(PATH, [{ contact_id, chat_id }]);
		await becomeAnother();
		expect((await read(`${PATH}?contact_id=${contact_id}`)).status).toBe(204);
	});

	it('want a contact, an id of a chat, an admin, and no cookies', async () => {
		const [contact_id] = await made('/contacts', { name: 'Ann' });
		expect(await complaint(PATH, { contact_id: 1, chat_id })).toEqual([
			'NotSupportedChoice contact_id',
		]);
		expect(await complaint(PATH, { contact_id, chat_id: 'x' })).toEqual([
			'NotSupportedChoice chat_id',
		]);
		expect((await asClerk('GET', `${PATH}?contact_id=1`)).status).toBe(403);
		expect((await read(PATH)).status).toBe(400);
		expect((await read(`${PATH}?filter[contact_id]=1`)).status).toBe(400);
		const headers = { cookie: 'session_id=1' };
		const asked = { token: writer.token, headers };
		expect((await writer.town.api('GET', `${PATH}?contact_id=1`, asked)).status).toBe(400);
	});
});

describe('talks', () => {
	it('tell whom they are with and what they are about', async () => {
		const [contact] = await made('/contacts', { name: 'Ann' });
		const [lead] = await made('/leads', {});
		const talk = { contact_id: contact, entity_id: lead, entity_type: 'lead' };
		const [id] = await seed('talks', talk);
		expect((await read(`/talks/${id}`)).json).toEqual({
			talk_id: id,
			...talk,
			created_at: expect.any(Number),
			updated_at: expect.any(Number),
			rate: 0,
			chat_id: expect.any(String),
			is_in_work: true,
			is_read: false,
			origin: 'telegram',
			missed_at: null,
			account_id: writer.town.account.id,
			_links: expect.anything(),
			_embedded: {
				contacts: [{ id: contact, _links: expect.anything() }],
				leads: [{ id: lead, _links: expect.anything() }],
				customers: [],
			},
		});
		expect((await read('/talks/1')).status).toBe(404);
	});

	it('are closed once', async () => {
		const [id] = await seed('talks', {});
		const path = `/talks/${id}/close`;
		expect((await post(path, { force: true })).status).toBe(400);
		const { status, text } = await post(path, { force_close: true });
		expect([status, text]).toEqual([202, '']);
		expect((await post(path, {})).status).toBe(422);
	});

	it('are listed, read and written to on Kommo alone', async () => {
		const [id] = await seed('talks', {});
		for (const path of ['/talks', `/talks/${id}/messages`]) {
			expect((await read(path)).status).toBe(404);
		}
		await writer.begin('kommo');
		const [mine, other] = await seed('talks', { contact_id: 5 }, { contact_id: 6 });
		const { json } = await read<Written>('/talks?filter[contact_id]=5');
		expect(json._embedded.talks).toMatchObject([{ talk_id: mine }]);
		const path = `/talks/${mine}/messages`;
		expect((await post(path, { text: 'Hello' })).status).toBe(200);
		expect((await post(path, {})).status).toBe(400);
		expect((await read<Written>(path)).json._embedded.messages).toMatchObject([
			{ text: 'Hello', talk_id: mine },
		]);
		expect((await read(`/talks/${other}/messages`)).status).toBe(204);
	});
});

describe('chat templates', () => {
	const PATH = '/chats/templates';
	const plain = { name: 'Hello', content: 'Hi {{contact.name}}' };
	const waba = { ...plain, type: 'waba', waba_category: 'UTILITY' };

	it('answer writes whole, without links around them', async () => {
		const { json } = await post(PATH, [{ ...plain, external_id: 'mine' }]);
		const [template] = json._embedded.chat_templates;
		expect(json).toEqual({ _total_items: 1, _embedded: { chat_templates: [template] } });
		expect(template).toEqual({
			id: expect.any(Number),
			account_id: writer.town.account.id,
			...plain,
			created_at: expect.any(Number),
			updated_at: expect.any(Number),
			buttons: [],
			attachment: null,
			is_editable: false,
			external_id: 'mine',
			type: 'amocrm',
			waba_footer: '',
			waba_category: '',
			waba_language: '',
			waba_examples: [],
			waba_header: null,
			waba_header_type: null,
			request_id: '0',
			_links: expect.anything(),
		});
		const changed = await patch(PATH, [{ id: template.id, name: 'New' }]);
		expect(changed.json._embedded.chat_templates[0]).toMatchObject({ name: 'New' });
		expect(changed.json._embedded.chat_templates[0]).not.toHaveProperty('request_id');
	});

	it('belong to the integration that made them', async () => {
		const [id] = await made(PATH, plain);
		await becomeAnother();
		expect((await read(PATH)).status).toBe(204);
		expect((await read(`${PATH}/${id}`)).status).toBe(404);
		expect((await patch(`${PATH}/${id}`, { name: 'X' })).status).toBe(400);
		expect((await remove(`${PATH}/${id}`)).status).toBe(404);
	});

	it('are found by their outer id, 50 to a page', async () => {
		await made(PATH, { ...plain, external_id: 'a' }, { ...plain, external_id: 'b' });
		const { json } = await read<Written>(`${PATH}?filter[external_id][]=b`);
		expect(json._embedded.chat_templates).toMatchObject([{ external_id: 'b' }]);
		expect((await read(`${PATH}?limit=51`)).status).toBe(400);
	});

	it('go one by one, or many at once', async () => {
		const [a, b, c] = await made(PATH, plain, plain, plain);
		expect((await remove(`${PATH}/${a}`)).status).toBe(204);
		expect((await remove(PATH, [{ id: b }, { id: 1 }])).status).toBe(400);
		expect((await remove(PATH, [{ id: b }, { id: c }])).status).toBe(204);
		expect((await read(PATH)).status).toBe(204);
	});

	it('are looked at by WhatsApp, after which they can not be changed', async () => {
		const [id] = await made(PATH, waba);
		const path = `${PATH}/${id}`;
		expect((await patch(path, { name: 'Still a draft' })).status).toBe(200);
		const review = {
			id: expect.any(Number),
			source_id: expect.any(Number),
			status: 'review',
			reject_reason: '',
		};
		const sent = await post(`${path}/review`, {});
		expect(sent.json).toEqual({ _embedded: { reviews: [review] } });
		expect((await read(path)).json).not.toHaveProperty('review_status');
		expect((await read(`${path}?with=reviews`)).json).toMatchObject({
			review_status: 'review',
			is_on_review: true,
			_embedded: { reviews: [review] },
		});
		const refused = await patch<Refused>(path, { name: 'X' });
		expect(refused.status).toBe(400);
		const verdict = { status: 'rejected', reject_reason: 'No' };
		const [{ id: reviewId }] = sent.json._embedded.reviews;
		const judged = await post(`${path}/review/${String(reviewId)}`, verdict);
		expect(judged.json).toEqual({ ...review, ...verdict });
		expect((await read(`${path}?with=reviews`)).json).toMatchObject({
			review_status: 'rejected',
			is_on_review: false,
		});
	});

	it('of amoCRM’s own kind are not looked at', async () => {
		const [id] = await made(PATH, plain);
		expect((await post(`${PATH}/${id}/review`, {})).status).toBe(400);
	});

	it.each([
		['a name is missing', { content: 'x' }, 'FieldMissing name'],
		['the kind is unknown', { ...plain, type: 'sms' }, 'NotSupportedChoice type'],
		['the header is too long', { ...waba, waba_header: 'x'.repeat(61) }, 'TooHigh waba_header'],
		['nothing is attached', { ...waba, waba_header_type: 'media' }, 'FieldMissing attachment'],
		[
			'the attached file is not on the drive',
			{ ...plain, attachment: { id: randomUUID(), name: 'x', type: 'file' } },
			'NotSupportedChoice attachment.id',
		],
		[
			'a button leads nowhere',
			{ ...plain, buttons: [{ type: 'url', text: 'x' }] },
			'FieldMissing buttons.0.url',
		],
	])('are refused when %s', async (_what, template, expected) => {
		expect(await complaint(PATH, template)).toEqual([expected]);
	});

	it('are for admins', async () => {
		expect((await asClerk('GET', PATH)).status).toBe(403);
		expect((await asClerk('POST', PATH, [plain])).status).toBe(403);
	});
});
