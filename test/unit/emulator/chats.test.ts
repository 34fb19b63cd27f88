import { Writer, type Written } from './support';

const writer = new Writer();
const { asClerk, complaint, made, post, read, seed } = writer;

beforeAll(async () => await writer.open());
beforeEach(async () => await writer.begin());

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
		await writer.becomeAnother();
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
	it('are closed once', async () => {
		const [id] = await seed('talks', {});
		const path = `/talks/${id}/close`;
		expect((await post(path, { force: true })).status).toBe(400);
		const { status, text } = await post(path, { force_close: true });
		expect([status, text]).toEqual([202, '']);
		expect((await post(path, {})).status).toBe(422);
	});

	it('are listed on amoCRM, unless it does not', async () => {
		const [id] = await seed('talks', {});
		expect((await read<Written>('/talks')).json._embedded.talks).toMatchObject([{ talk_id: id }]);
		await writer.town.control.setBehaviour('alpha', { listsTalks: false });
		expect((await read('/talks')).status).toBe(404);
	});

	it('are read and written to on Kommo alone', async () => {
		const [id] = await seed('talks', {});
		expect((await read(`/talks/${id}/messages`)).status).toBe(404);
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
