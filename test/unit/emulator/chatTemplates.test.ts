import { randomUUID } from 'node:crypto';
import { Writer, type Refused, type Written } from './support';

const writer = new Writer();
const { asClerk, complaint, made, patch, post, read, remove } = writer;

beforeAll(async () => await writer.open());
beforeEach(async () => await writer.begin());

describe('chat templates', () => {
	const PATH = '/chats/templates';
	const plain = { name: 'Hello', content: 'Hi {{contact.name}}' };
	const waba = { ...plain, type: 'waba', waba_category: 'UTILITY' };

	it('belong to the integration that made them', async () => {
		const [id] = await made(PATH, plain);
		await writer.becomeAnother();
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
