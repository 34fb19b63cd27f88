import { createHmac } from 'node:crypto';
import { faultOfSignature, signatureOfHook } from '../../../emulator/amojo/signature';
import { Messenger } from './messenger';

const messenger = new Messenger();
const { call, chats, connect, hooks, send, write } = messenger;

beforeAll(async () => await messenger.open());
afterAll(() => messenger.close());
beforeEach(async () => await messenger.begin());
afterEach(async () => await messenger.town.control.settleDeliveries());

/** The samples of amocrm.ru/developers: chats/chat-api-reference, signed by its own code. */
describe('a signature', () => {
	const SECRET = '5a44c5dff55f3c15a4cce8d7c4cc27e207c7e189';
	const DATE = 'Sat, 03 Oct 2020 15:11:21 +0000';
	const NOW = Date.UTC(2020, 9, 3, 15, 11, 21) / 1000;
	const connecting = {
		method: 'POST',
		host: 'amojo.amocrm.ru',
		path: '/v2/origin/custom/f90ba33d-c9d9-44da-b76c-c349b0ecbe41/connect',
		query: {},
		headers: {
			date: DATE,
			'content-type': 'application/json',
			'content-md5': 'a5e8ae04332a6d0aac15f01ad05d40e3',
			'x-signature': '910ae61f89080f2cf865a6b54aa8a8c85956c397',
		},
		body: '{"account_id":"af9945ff-1490-4cad-807d-945c15d88bec","title":"ScopeTitle","hook_api_version":"v2"}',
	};
	const scope = '344a5002-f8ca-454d-af3d-396180102ac7_52e591f7-c98f-4255-8495-827210138c81';
	const reading = {
		...connecting,
		method: 'GET',
		path: `/v2/origin/custom/${scope}/chats/8b1a1828-fc4a-4874-9469-15e0d847570f/history`,
		query: { limit: '50', offset: '0' },
		headers: {
			...connecting.headers,
			'content-md5': 'd41d8cd98f00b204e9800998ecf8427e',
			'x-signature': 'b0188821e74c86c05753b80513614ba25c95698f',
		},
		body: '',
	};

	it.each([
		['a body', connecting],
		['no body, and a query that is not signed', reading],
	])('of the documentation is right, with %s', (_what, signed) => {
		expect(faultOfSignature(signed, SECRET, NOW)).toBeUndefined();
	});

	it.each([
		['the method', { method: 'PUT' }],
		['the path', { path: `${connecting.path}/` }],
		['the body', { body: `${connecting.body}\n` }],
		['the date', { headers: { ...connecting.headers, date: DATE.replace(':21', ':22') } }],
		['the digest in capitals', headers('content-md5', (text) => text.toUpperCase())],
		['the signature in capitals', headers('x-signature', (text) => text.toUpperCase())],
		['the type', headers('content-type', (text) => `${text}; charset=utf-8`)],
		['a date of another format', headers('date', () => '2020-10-03T15:11:21Z')],
		...['date', 'content-type', 'content-md5', 'x-signature'].map((name): [string, object] => [
			`no ${name}`,
			headers(name, () => ''),
		]),
	])('is wrong with %s changed', (_what, change) => {
		expect(faultOfSignature({ ...connecting, ...change }, SECRET, NOW)).toEqual(expect.any(String));
	});

	function headers(name: string, change: (text: string) => string) {
		const known = connecting.headers as Record<string, string>;
		return { headers: { ...known, [name]: change(known[name]) } };
	}

	it.each([
		[-15 * 60 - 1, false],
		[-15 * 60, true],
		[15 * 60, true],
		[15 * 60 + 1, false],
	])('read %i seconds after its date is right: %s', (late, isRight) => {
		expect(faultOfSignature(connecting, SECRET, NOW + late) === undefined).toBe(isRight);
	});

	it.each([
		'Sat, 03 Oct 2020 15:11:21 GMT',
		'03 Oct 2020 15:11:21 +0000',
		'3 Oct 2020 18:11:21 +0300',
		'Mon, 03 Oct 2020 10:41:21 -0430',
	])('has a date of RFC 2822: %s', (date) => {
		const { method, headers: known, path } = connecting;
		const signed = [method, known['content-md5'], 'application/json', date, path].join('\n');
		const signature = createHmac('sha1', SECRET).update(signed).digest('hex');
		const right = { ...connecting, headers: { ...known, date, 'x-signature': signature } };
		expect(faultOfSignature(right, SECRET, NOW)).toBeUndefined();
	});

	it('of a hook is that of its body alone', () => {
		const body = '{"account_id":"af9945ff-1490-4cad-807d-945c15d88bec","time":1639572261}';
		expect(signatureOfHook(SECRET, body)).toBe('fbca029c85eb9a2fded21e9d1a514a408ee48eac');
	});

	it('is asked of every call, and the same again is no other', async () => {
		const { status, json } = await call('POST', messenger.scope, messenger.message('1'), {
			'x-signature': '0'.repeat(40),
		});
		expect([status, json.error_description]).toEqual([403, 'The signature is wrong']);
		await messenger.town.control.advanceClock(15 * 60 + 5);
		expect((await send('', messenger.message('1'))).status).toBe(403);
		expect(await chats()).toEqual([]);
	});
});

describe('a channel', () => {
	it('is connected to an account, whose scope it is told', async () => {
		const { json } = await connect({ title: 'Mine' });
		expect(json).toEqual({
			account_id: messenger.amojoId,
			scope_id: messenger.scope,
			title: 'Mine',
			hook_api_version: 'v2',
			is_time_window_disabled: false,
		});
	});

	it.each([
		{ hook_api_version: 'v1' },
		{ account_id: 'af9945ff-1490-4cad-807d-945c15d88bec' },
		{ account_id: 5 },
		{ is_time_window_disabled: 'yes' },
		{ unknown: 1 },
	])('is not connected with %j', async (wrong) => {
		expect((await connect(wrong)).status).toBe(400);
	});

	it('that is private is connected where it may be', async () => {
		await messenger.register({ isPrivateTo: ['beta'] });
		expect((await connect()).status).toBe(400);
		await messenger.town.control.updateChannel(messenger.channel.id, { isPrivateTo: ['alpha'] });
		expect((await connect()).status).toBe(200);
	});

	it('is known at its own host alone', async () => {
		const { account } = messenger.town;
		messenger.town.account = { ...account, platform: 'kommo' };
		expect((await connect()).status).toBe(404);
		messenger.town.account = account;
	});

	it('is disconnected by DELETE, and by nothing else', async () => {
		const path = `${messenger.channel.id}/disconnect`;
		const body = { account_id: messenger.amojoId };
		expect((await call('POST', path, body)).status).toBe(405);
		const { status, text } = await call('DELETE', path, body);
		expect([status, text]).toEqual([200, '']);
		expect((await send('', messenger.message('1'))).status).toBe(404);
	});

	it('goes with its integration, and is to be connected again', async () => {
		await write('1');
		const { control, place } = messenger.town;
		await control.uninstall(place);
		await control.issueCode(place);
		expect((await send('', messenger.message('2'))).status).toBe(404);
		const [chat] = await chats();
		await control.sendFromCard({ subdomain: 'alpha', chatId: chat.id, text: 'Nobody hears' });
		expect(await hooks()).toEqual([]);
		expect((await connect()).json.scope_id).toBe(messenger.scope);
		await write('3');
		expect((await chats())[0].messages.map(({ clientId }) => clientId)).toEqual(['1', '3', null]);
	});
});

describe('a message', () => {
	it('of a client makes a chat, a talk, and an incoming lead with a contact', async () => {
		await messenger.listen('add_message', 'add_talk', 'add_unsorted');
		const answer = await write('1');
		expect(answer).toEqual({
			conversation_id: 'chat-1',
			sender_id: 'client-1',
			receiver_id: null,
			msgid: expect.any(String),
			ref_id: '1',
		});
		const [chat] = await chats();
		expect(chat).toMatchObject({ clientId: 'chat-1', client: { name: 'Ann' } });
		const [talk] = await messenger.town.control.entities('alpha', 'talks');
		const [unsorted] = await messenger.town.control.entities('alpha', 'leads/unsorted');
		expect(unsorted).toMatchObject({ category: 'chats', source_name: 'MyMessenger' });
		expect(talk).toMatchObject({
			chat_id: chat.id,
			origin: 'amo.ext.mymessenger',
			entity_id: unsorted.lead_id,
			contact_id: unsorted.contact_id,
		});
		const told = await messenger.told();
		expect(told.flatMap((body) => Object.keys(body)).sort()).toEqual([
			'message',
			'talk',
			'unsorted',
		]);
		await write('2');
		expect(await messenger.town.control.entities('alpha', 'leads/unsorted')).toHaveLength(1);
	});

	it('in a chat of a linked contact makes no lead', async () => {
		const { json } = await send('/chats', {
			conversation_id: 'chat-1',
			user: { id: 'client-1', name: 'Ann' },
		});
		expect(json).toMatchObject({ user: { client_id: 'client-1', name: 'Ann', avatar: '' } });
		const [contact] = await messenger.made('/contacts', { name: 'Ann' });
		await messenger.post('/contacts/chats', [{ contact_id: contact, chat_id: json.id }]);
		await write('1');
		const [talk] = await messenger.town.control.entities('alpha', 'talks');
		expect(talk).toMatchObject({ contact_id: contact, chat_id: json.id });
		expect(await messenger.town.control.entities('alpha', 'leads/unsorted')).toEqual([]);
	});

	it('that is silent is seen, and told to nobody', async () => {
		await messenger.listen('add_message', 'add_unsorted');
		await write('1', { silent: true });
		expect(await messenger.told()).toEqual([]);
		await write('2');
		expect(await messenger.told()).not.toEqual([]);
	});

	it.each([400, 200] as const)('is not taken twice, and that is answered by %i', async (status) => {
		await messenger.town.control.updateChannel(messenger.channel.id, { repeatedMessage: status });
		await write('1');
		expect((await send('', messenger.message('1'))).status).toBe(status);
		expect((await chats())[0].messages).toHaveLength(1);
	});

	const file = { type: 'file', media: 'https://files.example/a', file_name: 'a', file_size: 1 };

	it.each([
		{ type: 'text', text: 'Hello' },
		file,
		{ ...file, type: 'video' },
		{ ...file, type: 'picture' },
		{ type: 'voice', media: 'https://files.example/a', media_duration: 5 },
		{ type: 'audio', media: 'https://files.example/a' },
		{ type: 'sticker', media: 'https://files.example/a' },
		{ type: 'sticker', sticker_id: 's' },
		{ type: 'location', location: { lon: 37.6, lat: 55.7 } },
		{ type: 'contact', contact: { name: 'Eve', phone: '+7' } },
		{ type: 'text', text: 'About a post', post: { id: 'p', url: 'https://posts.example/p' } },
	])('may be %j', async (message) => {
		await write('1', { message });
		expect((await chats())[0].messages[0].content).toEqual(message);
	});

	const client = { id: 'client-1', name: 'Ann' };

	it.each([
		{ message: { type: 'text' } },
		{ message: { ...file, file_size: undefined } },
		{ message: { ...file, file_name: undefined } },
		{ message: { ...file, file_size: '1' } },
		{ message: { type: 'voice' } },
		{ message: { type: 'sticker' } },
		{ message: { type: 'location' } },
		{ message: { type: 'contact', contact: { name: 'Eve' } } },
		{ message: { type: 'poll', text: 'Hello' } },
		{ timestamp: '1639604761' },
		{ msec_timestamp: undefined },
		{ silent: undefined },
		{ conversation_id: undefined },
		{ sender: { id: 'client-1' } },
		{ source: { external_id: 'x'.repeat(41) } },
		{ source: { external_id: 'канал' } },
		{ conversation_ref_id: 'f1e4e02c-f502-4165-9377-8575c55c5ebd' },
		{ receiver: client },
		{ reply_to: { message: { msgid: 'never' } } },
		{ reply_to: { message: { text: 'no id' } } },
		{ extra: 1 },
	])('is refused with %o', async (wrong) => {
		expect((await send('', messenger.message('1', wrong))).status).toBe(400);
		expect(await chats()).toEqual([]);
	});

	it('of a manager or the bot names the client, and is no news for the channel', async () => {
		const { json } = await messenger.read<{ _embedded: { users: Array<{ amojo_id: string }> } }>(
			'/users?with=amojo_id',
		);
		const [{ amojo_id: ref_id }] = json._embedded.users;
		const manager = { id: 'm', name: 'Max', ref_id };
		const bot = { id: 'b', name: 'Bot', ref_id: messenger.channel.bot.id };
		await write('1', { sender: manager, receiver: client, silent: true });
		await write('2', { sender: bot, receiver: client });
		expect((await send('', messenger.message('3', { sender: bot }))).status).toBe(400);
		const [{ messages }] = await chats();
		expect(messages.map(({ sender }) => sender.id)).toEqual([ref_id, bot.ref_id]);
		expect(await hooks()).toEqual([]);
	});

	it('is edited by either id', async () => {
		const { msgid: id } = await write('1');
		const edited = (more: object) => ({
			event_type: 'edit_message',
			payload: {
				timestamp: 1_639_605_194,
				msec_timestamp: 1_639_605_194_102,
				conversation_id: 'chat-1',
				message: { type: 'text', text: 'Edited' },
				...more,
			},
		});
		expect((await send('', edited({ msgid: '2' }))).status).toBe(400);
		expect((await send('', edited({ id, msgid: '2' }))).status).toBe(200);
		expect((await send('', edited({ msgid: '2' }))).status).toBe(200);
		expect((await chats())[0].messages).toMatchObject([
			{ clientId: '2', isEdited: true, content: { text: 'Edited' } },
		]);
		const [{ id: talk }] = await messenger.town.control.entities('alpha', 'talks');
		const shown = await messenger.town.control.entities('alpha', `talks/${String(talk)}/messages`);
		expect(shown).toMatchObject([{ text: 'Edited' }]);
	});

	it('is quoted and forwarded by id', async () => {
		await write('1');
		await write('2', { reply_to: { message: { msgid: '1' } } });
		await write('3', {
			conversation_id: 'chat-2',
			forwards: { messages: [{ msgid: '1' }], conversation_id: 'chat-1' },
		});
		const elsewhere = { conversation_id: 'chat-2', reply_to: { message: { msgid: '1' } } };
		expect((await send('', messenger.message('4', elsewhere))).status).toBe(400);
	});

	it('is found in the history, the newest first, by either id of the chat', async () => {
		for (const [index, msgid] of ['1', '2', '3'].entries()) {
			await write(msgid, { msec_timestamp: 1_639_604_761_000 + index, silent: true });
		}
		const [{ id }] = await chats();
		const page = async (name: string, query: string) =>
			await call<{ messages: Array<{ message: { client_id: string } }> }>(
				'GET',
				`${messenger.scope}/chats/${name}/history${query}`,
			);
		const names = async (name: string, query: string) =>
			(await page(name, query)).json.messages.map(({ message }) => message.client_id);
		expect(await names('chat-1', '?limit=2&offset=0')).toEqual(['3', '2']);
		expect(await names(id, '?limit=2&offset=2')).toEqual(['1']);
		expect((await page(id, '?offset=3')).status).toBe(204);
		expect((await page('chat-9', '')).status).toBe(204);
		expect((await page(id, '?limit=51')).status).toBe(400);
	});
});

describe('of a message sent from the card', () => {
	const FROM = { subdomain: 'alpha' };

	it('the channel is told once, with a signature', async () => {
		await write('1', { source: { external_id: 'shop' } });
		const [{ id: chatId }] = await chats();
		messenger.builder.answer = (_request, response) => response.writeHead(500).end();
		const [messageId] = await messenger.town.control.sendFromCard({
			...FROM,
			chatId,
			text: 'Да',
		});
		await messenger.town.control.advanceClock(24 * 60 * 60);
		const told = await hooks();
		expect(told).toHaveLength(1);
		const [{ url, body, signature }] = told;
		expect(url).toBe(`/chat/${messenger.scope}`);
		expect(signature).toBe(
			createHmac('sha1', messenger.channel.secret).update(JSON.stringify(body)).digest('hex'),
		);
		const number = expect.any(Number) as number;
		expect(body).toEqual({
			account_id: messenger.amojoId,
			time: number,
			message: {
				receiver: {
					id: expect.any(String),
					phone: '+79151112233',
					email: '',
					client_id: 'client-1',
				},
				sender: { id: expect.any(String) },
				conversation: { id: chatId, client_id: 'chat-1' },
				source: { external_id: 'shop' },
				timestamp: number,
				msec_timestamp: number,
				message: {
					id: messageId,
					type: 'text',
					text: 'Да',
					tag: '',
					media: '',
					thumbnail: '',
					file_name: '',
					file_size: 0,
				},
			},
		});
	});

	it('each attachment comes in a hook of its own, with the group in common', async () => {
		await write('1');
		const [{ id: chatId }] = await chats();
		const attachments = ['a', 'b'].map((name) => ({
			type: 'picture' as const,
			media: `https://files.example/${name}`,
		}));
		await messenger.town.control.sendFromCard({ ...FROM, chatId, text: 'Two', attachments });
		const told = (await hooks()).map(
			({ body }) => (body.message as { message: Record<string, unknown> }).message,
		);
		expect(told.map(({ text }) => text).sort()).toEqual(['', 'Two']);
		expect(new Set(told.map(({ media_group_id: group }) => group)).size).toBe(1);
		expect(told[0].media_group_id).toEqual(expect.any(String));
	});

	it('the status comes back, by the id that the hook had', async () => {
		await write('1');
		const [{ id: chatId }] = await chats();
		const [id] = await messenger.town.control.sendFromCard({ ...FROM, chatId, text: 'Hi' });
		const tell = async (body: object) => (await send(`/${id}/delivery_status`, body)).status;
		expect(await tell({ status_code: 2 })).toBe(200);
		expect(await tell({ msgid: id, delivery_status: -1, error_code: 905, error: 'x' })).toBe(400);
		expect(await tell({ status_code: -1, error_code: 905 })).toBe(400);
		expect(await tell({ status_code: -1, error_code: 900, error: 'x' })).toBe(400);
		expect(await tell({ status_code: -1, error_code: 905, error: 'Blocked' })).toBe(200);
		expect((await send('/never/delivery_status', { status_code: 1 })).status).toBe(404);
		expect((await chats())[0].messages.at(-1)).toMatchObject({
			status: -1,
			error: { code: 905, text: 'Blocked' },
		});
	});

	it('a comment is answered by a comment', async () => {
		const post = { id: 'p1', url: 'https://posts.example/p1' };
		const { msgid } = await write('1', { message: { type: 'text', text: 'Nice', post } });
		const [{ id: chatId }] = await chats();
		await messenger.town.control.sendFromCard({
			...FROM,
			chatId,
			text: 'Thanks',
			replyTo: msgid,
			asComment: true,
		});
		const [{ body }] = await hooks();
		expect(body).toMatchObject({
			message: {
				message: {
					text: 'Thanks',
					post: { id: 'p1' },
					reply_to: { message: { id: msgid, msgid: '1', text: 'Nice' } },
				},
			},
		});
	});

	it('to a telephone number knows no chat of the builder, until the client answers', async () => {
		const { control } = messenger.town;
		const { chatId } = await control.writeFirst({
			...FROM,
			channelId: messenger.channel.id,
			phone: '+79990001122',
			text: 'Hello',
		});
		const [{ body }] = await hooks();
		expect(body).toMatchObject({
			message: { conversation: { id: chatId }, receiver: { phone: '+79990001122' } },
		});
		expect(JSON.stringify(body)).not.toContain('client_id');
		await write('1', { conversation_ref_id: chatId });
		const [chat, ...others] = await chats();
		expect(others).toEqual([]);
		expect(chat).toMatchObject({
			id: chatId,
			clientId: 'chat-1',
			client: { client_id: 'client-1' },
		});
		await control.sendFromCard({ ...FROM, chatId, text: 'Again' });
		expect((await hooks())[0].body).toMatchObject({
			message: { conversation: { id: chatId, client_id: 'chat-1' } },
		});
	});

	it('by a bot the channel is told, and the talk has it', async () => {
		await write('1');
		const { control, place } = messenger.town;
		const [talk] = await control.entities('alpha', 'talks');
		const [botId] = await messenger.seed('bots', { name: 'Helper' });
		const { returnUrl } = await control.runWidgetRequest({
			...place,
			botId: Number(botId),
			url: messenger.builder.address,
			entityType: 'leads',
			entityId: Number(talk.entity_id),
		});
		messenger.builder.calls = [];
		const show = (value: string) => ({ handler: 'show', params: { type: 'text', value } });
		const { pathname } = new URL(returnUrl);
		const body = { data: {}, execute_handlers: [show('One'), show('Two')] };
		await messenger.town.ask('POST', pathname, { token: messenger.token, body });
		const told = (await hooks()).map(({ body: { message } }) => message);
		expect(told).toEqual(
			expect.arrayContaining(
				['One', 'Two'].map((text) =>
					expect.objectContaining({ message: expect.objectContaining({ text }) as unknown }),
				),
			),
		);
		expect(await control.entities('alpha', `talks/${String(talk.id)}/messages`)).toMatchObject([
			{ author: { type: 'external' } },
			{ author: { type: 'bot', name: 'Helper' }, text: 'One' },
			{ author: { type: 'bot', name: 'Helper' }, text: 'Two' },
		]);
	});

	it('by the API of talks the channel is told too', async () => {
		await messenger.begin('kommo');
		await write('1');
		const [{ id }] = await messenger.town.control.entities('alpha', 'talks');
		expect((await messenger.post(`/talks/${id}/messages`, { text: 'By API' })).status).toBe(200);
		expect((await hooks())[0].body).toMatchObject({ message: { message: { text: 'By API' } } });
	});
});

describe('typing and reactions', () => {
	const user = { id: expect.any(String) };

	it('of the client are shown in the card', async () => {
		await write('1');
		const typing = { conversation_id: 'chat-1', sender: { id: 'client-1' } };
		expect((await send('/typing', typing)).status).toBe(204);
		expect((await send('/typing', { ...typing, conversation_id: 'chat-9' })).status).toBe(400);
		const reaction = { conversation_id: 'chat-1', msgid: '1', user: { id: 'client-1' } };
		const react = async (more: object) => (await send('/react', { ...reaction, ...more })).status;
		expect(await react({ type: 'react', emoji: '😍' })).toBe(200);
		expect(await react({ type: 'react', msgid: '9' })).toBe(404);
		expect(await react({ type: 'like' })).toBe(400);
		const [chat] = await chats();
		expect(chat.isTyping).toBe(true);
		expect(chat.messages[0].reactions).toEqual({ 'client-1': '😍' });
		await messenger.town.control.advanceClock(6);
		expect((await chats())[0].isTyping).toBe(false);
		expect(await react({ type: 'unreact' })).toBe(200);
		expect((await chats())[0].messages[0].reactions).toEqual({});
	});

	it.each(['table', 'sample'] as const)(
		'of a manager are told as the %s has them',
		async (shapes) => {
			await messenger.begin('amocrm', { tellsTyping: true, hookShapes: shapes });
			const { msgid } = await write('1');
			const [{ id: chatId }] = await chats();
			const { control } = messenger.town;
			const place = { subdomain: 'alpha', chatId };
			await control.typeInCard(place);
			await control.typeInCard(place);
			await control.reactInCard({ ...place, messageId: msgid, emoji: '👍' });
			await control.reactInCard({ ...place, messageId: msgid, emoji: null });
			const told = (await hooks()).map(({ body }) => body.action);
			const conversation = { id: chatId, client_id: 'chat-1' };
			const typing = { conversation, expired_at: expect.any(Number) };
			const message = {
				id: msgid,
				client_id: '1',
				sender: user,
				timestamp: expect.any(Number),
				msec_timestamp: expect.any(Number),
			};
			const about = shapes === 'table' ? { message } : { msgid };
			const reaction = { ...about, user, conversation };
			expect(told).toHaveLength(3);
			expect(told).toEqual(
				expect.arrayContaining([
					shapes === 'table' ? { typing, user } : { typing: { ...typing, user } },
					{ reaction: { ...reaction, type: 'react', emoji: '👍' } },
					{ reaction: { ...reaction, type: 'unreact' } },
				]),
			);
		},
	);

	it('of a manager are not told of typing unless the channel asked for it', async () => {
		await write('1');
		const [{ id: chatId }] = await chats();
		await messenger.town.control.typeInCard({ subdomain: 'alpha', chatId });
		expect(await hooks()).toEqual([]);
	});
});
