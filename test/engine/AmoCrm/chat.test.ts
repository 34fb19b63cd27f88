import type { INodeParameters } from 'n8n-workflow';

import { Account } from '../support';
import { Chats, runChat } from './ownChats';

const client = { clientId: 'user-17', clientName: 'Ann' };
const inChat = { conversationId: 'chat-17', ...client };

const opened = () => new Chats(new Account()).tellAmojoId();

/** The channel is Kommo's, and the account amoCRM's: nothing is sent. */
async function expectOtherPlatform(operation: string, parameters: INodeParameters = {}) {
	const chats = new Chats(new Account());
	const { credentials } = chats;
	credentials.amoCrmChatChannelApi.platform = 'kommo';
	jest.spyOn(chats, 'credentials', 'get').mockReturnValue(credentials);

	const run = await runChat(chats, operation, parameters);

	expect(run.errorOf('amoCRM')?.message).toBe(
		`The chat channel is registered with Kommo, and ${chats.account.domain} is an account of amoCRM.`,
	);
}

describe('chat: connect', () => {
	it('says so where the account is of another platform', async () => {
		await expectOtherPlatform('connect');
	});

	it('connects the account by its ID in the chats, signed to the byte, to hooks of the second version', async () => {
		const chats = opened();
		const { channelId, amojoId, scopeId } = chats;
		let isSigned = false;
		chats.api.post(`/${channelId}/connect`).reply(200, function (_uri, body) {
			const { path, headers } = this.req as unknown as Parameters<Chats['isSigned']>[0];
			const raw = JSON.stringify(body);
			isSigned = chats.isSigned({ method: 'POST', path, headers }, raw);
			return { ...(body as object), scope_id: scopeId };
		});

		const run = await runChat(chats, 'connect', { additionalFields: { title: 'My Messenger' } });

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')).toEqual([
			{
				account_id: amojoId,
				scope_id: scopeId,
				title: 'My Messenger',
				hook_api_version: 'v2',
			},
		]);
		expect(isSigned).toBe(true);
	});

	it.each([
		[
			403,
			{},
			"amoCRM's chats refused the signature of the channel.",
			/Check the channel ID and the channel secret in the credential/,
		],
		[
			403,
			{ Date: 'Sat, 03 Oct 2020 15:11:21 GMT' },
			/^amoCRM's chats refused the signature: the clock of this server is \d+ minutes wrong\.$/,
			/Set the clock/,
		],
		[404, {}, "amoCRM's chats have no such chat channel.", /connect the channel/],
	])('says what to do where amoCRM answers %i %j', async (status, headers, message, hint) => {
		const chats = opened();
		chats.api.post(`/${chats.channelId}/connect`).reply(status, '', headers);

		const run = await runChat(chats, 'connect');

		const error = run.errorOf('amoCRM');
		expect(error?.message).toMatch(message);
		expect(error?.description).toMatch(hint);
		expect(JSON.stringify(error)).not.toContain('5a44c5dff55f3c15');
	});
});

describe('chat: disconnect', () => {
	it('says so where the account is of another platform', async () => {
		await expectOtherPlatform('disconnect');
	});

	it('disconnects by DELETE, as its heading says', async () => {
		const chats = opened();
		const { channelId, amojoId } = chats;
		chats.api.delete(`/${channelId}/disconnect`, { account_id: amojoId }).reply(200);

		const run = await runChat(chats, 'disconnect');

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')).toEqual([{ disconnected: true, account_id: amojoId }]);
	});
});

describe('chat: createChat', () => {
	it('creates a chat with all that is known of the client', async () => {
		const chats = opened();
		const answer = { id: '6cbab3d5-c4c1-46ff-b710-ad59ad10805f', user: { id: 'ref-1' } };
		chats.api
			.post(`/${chats.scopeId}/chats`, {
				conversation_id: 'chat-17',
				source: { external_id: '78001234567' },
				user: {
					id: 'user-17',
					name: 'Ann',
					avatar: 'https://example.com/ann.png',
					profile: { phone: '+15550100', email: 'ann@example.com' },
					profile_link: 'https://example.com/ann',
				},
			})
			.reply(200, answer);

		const run = await runChat(chats, 'createChat', {
			...inChat,
			additionalFields: {
				sourceId: '78001234567',
				clientAvatar: 'https://example.com/ann.png',
				clientPhone: '+15550100',
				clientEmail: 'ann@example.com',
				clientProfileLink: 'https://example.com/ann',
			},
		});

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')).toEqual([{ conversation_id: 'chat-17', ...answer }]);
	});
});

/** n8n itself asks for required values, but not for those of expressions. */
const nothing = '={{ $json.nothing }}';

const MOMENT = { timestamp: 1_768_471_200, msec_timestamp: 1_768_471_200_000 };
const sentAt = '2026-01-15T10:00:00Z';

describe('chat: sendMessage', () => {
	const taken = { new_message: { conversation_id: 'chat-17', msgid: 'ref-1', ref_id: 'm-1' } };

	it('sends what the client wrote, without a receiver', async () => {
		const chats = opened();
		chats.api
			.post(`/${chats.scopeId}`, {
				event_type: 'new_message',
				payload: {
					...MOMENT,
					msgid: 'm-1',
					conversation_id: 'chat-17',
					silent: false,
					sender: { id: 'user-17', name: 'Ann' },
					message: { type: 'text', text: 'Hello' },
				},
			})
			.reply(200, taken);

		const run = await runChat(chats, 'sendMessage', {
			...inChat,
			text: 'Hello',
			messageId: 'm-1',
			additionalFields: { sentAt },
		});

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')).toEqual([taken.new_message]);
	});

	it.each([
		['bot', {}, (chats: Chats) => ({ id: chats.botId, ref_id: chats.botId, name: 'Bot' })],
		['manager', { manager: 9 }, () => ({ id: 'amojo-9', ref_id: 'amojo-9', name: 'Manager Mary' })],
	])('sends what the %s wrote, to the client', async (writtenBy, more, sender) => {
		const chats = opened();
		chats.account.api
			.get('/api/v4/users/9')
			.query({ with: 'amojo_id' })
			.optionally()
			.reply(200, { id: 9, name: 'Manager Mary', amojo_id: 'amojo-9' });
		chats.api
			.post(`/${chats.scopeId}`, ({ payload }) => {
				expect(payload).toMatchObject({
					sender: sender(chats),
					receiver: { id: 'user-17', name: 'Ann' },
				});
				return true;
			})
			.reply(200, taken);

		const run = await runChat(chats, 'sendMessage', {
			...inChat,
			writtenBy,
			...more,
			text: 'Good day',
		});

		expect(run.error).toBeUndefined();
	});

	it.each([
		[
			'a reply',
			{ replyToMessageId: 'm-0' },
			{ reply_to: { message: { msgid: 'm-0' } }, message: { type: 'text', text: 'Yes' } },
		],
		[
			'a reply to a message by the ID of amoCRM',
			{ replyToRefId: 'ref-0' },
			{ reply_to: { message: { id: 'ref-0' } } },
		],
		[
			'a message forwarded from another chat',
			{ forwardMessageId: 'm-0', forwardConversationId: 'chat-1' },
			{ forwards: { messages: [{ msgid: 'm-0' }], conversation_id: 'chat-1' } },
		],
		[
			'a comment on a post',
			{ postId: 'p-1', postUrl: 'https://example.com/1' },
			{
				message: { type: 'text', text: 'Yes', post: { id: 'p-1', url: 'https://example.com/1' } },
			},
		],
		[
			'the first message of the client in a chat that a manager began',
			{ conversationRefId: 'ref-chat' },
			{ conversation_ref_id: 'ref-chat', conversation_id: 'chat-17' },
		],
		['a silent one', { silent: true }, { silent: true }],
	])('sends %s', async (_, additionalFields, expected) => {
		const chats = opened();
		let payload: unknown;
		chats.api
			.post(`/${chats.scopeId}`, (body) => {
				payload = body.payload;
				return true;
			})
			.reply(200, taken);

		const run = await runChat(chats, 'sendMessage', { ...inChat, text: 'Yes', additionalFields });

		expect(run.error).toBeUndefined();
		expect(payload).toMatchObject(expected);
	});

	it('sends a message again whose answer was lost: the chats take each ID once', async () => {
		const chats = opened();
		const bodies: Array<{ payload: { msgid: string } }> = [];
		const note = (body: (typeof bodies)[number]) => {
			bodies.push(body);
			return true;
		};
		chats.api.post(`/${chats.scopeId}`, note).reply(502);
		chats.api.post(`/${chats.scopeId}`, note).reply(200, taken);

		const run = await runChat(chats, 'sendMessage', { ...inChat, text: 'Hello' });

		expect(run.error).toBeUndefined();
		expect(bodies).toHaveLength(2);
		expect(bodies[1]).toEqual(bodies[0]);
		expect(bodies[0].payload.msgid).toMatch(/^[\da-f-]{36}$/);
	});

	it.each([
		[{ messageType: 'text' }, '"Text" is missing.'],
		[{ messageType: 'picture', mediaUrl: 'https://a.example/1.jpg' }, '"File Name" is missing.'],
		[
			{ messageType: 'file', mediaUrl: 'https://a.example/1.pdf', fileName: '1.pdf' },
			'"File Size" is missing.',
		],
		[{ messageType: 'video', fileName: '1.mp4', fileSize: 5 }, '"Media URL" is missing.'],
		[{ messageType: 'voice' }, '"Media URL" is missing.'],
		[{ messageType: 'audio' }, '"Media URL" is missing.'],
		[{ messageType: 'sticker' }, '"Media URL" or "Sticker ID" is missing.'],
		[{ messageType: 'location', latitude: '55.75' }, '"Longitude" is missing.'],
		[{ messageType: 'contact', contactName: 'Ann' }, '"Contact Phone" is missing.'],
		[{ messageType: 'voice', mediaUrl: 'data' }, 'The field "Media URL" cannot be "data".'],
		[
			{ text: 'Yes', additionalFields: { postId: 'p-1' } },
			'"Post ID" and "Post URL" are needed together.',
		],
		[
			{ text: 'Yes', additionalFields: { forwardConversationId: 'chat-1' } },
			'"Forward Message ID" is missing.',
		],
		[{ text: 'Yes', conversationId: nothing }, '"Conversation ID" is missing.'],
		[
			{ text: 'Yes', additionalFields: { sentAt: '31 January' } },
			'The field "Sent At" cannot be "31 January".',
		],
	])('refuses %j in a sentence', async (parameters, message) => {
		const chats = new Chats(new Account());

		const run = await runChat(chats, 'sendMessage', { ...inChat, ...parameters });

		expect(run.errorOf('amoCRM')?.message).toBe(message);
	});

	it('says what to do with a binary file instead', async () => {
		const chats = new Chats(new Account());
		const binary = { photo: { data: 'AAAA', mimeType: 'image/jpeg', fileName: 'a.jpg' } };

		const run = await runChat(
			chats,
			'sendMessage',
			{ ...inChat, messageType: 'picture', fileName: 'a.jpg', fileSize: 3 },
			{ input: [{ json: {}, binary }] },
		);

		const error = run.errorOf('amoCRM');
		expect(error?.message).toBe(
			'"Media URL" is missing: the file in the binary field "photo" cannot be sent itself.',
		);
		expect(error?.description).toMatch(/put the file where it can be downloaded without a login/);
	});

	it.each([
		[
			{
				messageType: 'picture',
				mediaUrl: 'https://a.example/1.jpg',
				fileName: '1.jpg',
				fileSize: 5,
				text: 'Me',
			},
			{
				type: 'picture',
				media: 'https://a.example/1.jpg',
				file_name: '1.jpg',
				file_size: 5,
				text: 'Me',
			},
		],
		[
			{ messageType: 'voice', mediaUrl: 'https://a.example/1.ogg', mediaDuration: 7 },
			{ type: 'voice', media: 'https://a.example/1.ogg', media_duration: 7 },
		],
		[
			{ messageType: 'location', latitude: '55.7558', longitude: '37.6173' },
			{ type: 'location', location: { lat: 55.7558, lon: 37.6173 } },
		],
		[
			{ messageType: 'contact', contactName: 'Bob', contactPhone: '+15550101' },
			{ type: 'contact', contact: { name: 'Bob', phone: '+15550101' } },
		],
		[
			{ messageType: 'sticker', stickerId: 's-1' },
			{ type: 'sticker', sticker_id: 's-1' },
		],
	])('sends %j as amoCRM takes it', async (parameters, message) => {
		const chats = opened();
		let sent: unknown;
		chats.api
			.post(`/${chats.scopeId}`, ({ payload }) => {
				sent = payload.message;
				return true;
			})
			.reply(200, taken);

		const run = await runChat(chats, 'sendMessage', { ...inChat, ...parameters });

		expect(run.error).toBeUndefined();
		expect(sent).toEqual(message);
	});
});

describe('chat: editMessage', () => {
	it('changes a message; its file stays where none is given', async () => {
		const chats = opened();
		chats.api
			.post(`/${chats.scopeId}`, ({ event_type, payload }) => {
				expect(event_type).toBe('edit_message');
				expect(payload).toMatchObject({
					msgid: 'm-1',
					conversation_id: 'chat-17',
					message: { type: 'picture', text: 'Better words' },
				});
				return true;
			})
			.reply(200, {});

		const run = await runChat(chats, 'editMessage', {
			conversationId: 'chat-17',
			messageId: 'm-1',
			messageType: 'picture',
			text: 'Better words',
		});

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')).toEqual([
			{ edited: true, conversation_id: 'chat-17', msgid: 'm-1' },
		]);
	});

	it('wants to know which', async () => {
		const run = await runChat(new Chats(new Account()), 'editMessage', {
			conversationId: 'chat-17',
			text: 'Better words',
		});

		expect(run.errorOf('amoCRM')?.message).toBe('"Message ID" is missing.');
	});
});

describe('chat: setDeliveryStatus', () => {
	it.each([
		[{ status: 'delivered' }, { status_code: 1 }],
		[{ status: 'read' }, { status_code: 2 }],
		[
			{ status: 'failed', errorCode: 904, errorText: 'Not in the messenger' },
			{ status_code: -1, error_code: 904, error: 'Not in the messenger' },
		],
	])('tells %j as the table of the documentation says', async (parameters, body) => {
		const chats = opened();
		chats.api.post(`/${chats.scopeId}/ref-1/delivery_status`, body).reply(200);

		const run = await runChat(chats, 'setDeliveryStatus', { messageId: 'ref-1', ...parameters });

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')).toEqual([{ msgid: 'ref-1', status: parameters.status, ...body }]);
	});

	it('wants the text that the manager is to see of a failure', async () => {
		const run = await runChat(new Chats(new Account()), 'setDeliveryStatus', {
			messageId: 'ref-1',
			status: 'failed',
		});

		expect(run.errorOf('amoCRM')?.message).toBe('"Error Text" is missing.');
	});

	it('names the message that there is not', async () => {
		const chats = opened();
		chats.api.post(`/${chats.scopeId}/ref-1/delivery_status`).reply(404);

		const run = await runChat(chats, 'setDeliveryStatus', { messageId: 'ref-1' });

		expect(run.errorOf('amoCRM')?.message).toBe(
			"amoCRM's chats have no such message ref-1 in this account.",
		);
	});
});

describe('chat: sendTyping', () => {
	it('says so where the account is of another platform', async () => {
		await expectOtherPlatform('sendTyping', inChat);
	});

	it('shows that the client is typing', async () => {
		const chats = opened();
		chats.api
			.post(`/${chats.scopeId}/typing`, {
				conversation_id: 'chat-17',
				duration_ms: 3000,
				sender: { id: 'user-17' },
			})
			.reply(204);

		const run = await runChat(chats, 'sendTyping', {
			...inChat,
			additionalFields: { durationMs: 3000 },
		});

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')).toEqual([{ typing: true, conversation_id: 'chat-17' }]);
	});
});

describe('chat: react', () => {
	it.each([
		[
			{ messageIdOf: 'amoCrm', clientId: 'user-17' },
			{ id: 'm-1', user: { id: 'user-17' } },
		],
		[
			{ messageIdOf: 'messenger', reactionOf: 'manager', manager: 9 },
			{ msgid: 'm-1', user: { id: 'amojo-9', ref_id: 'amojo-9' } },
		],
	])('puts a reaction, of %j', async (parameters, expected) => {
		const chats = opened();
		chats.account.api
			.get('/api/v4/users/9')
			.query({ with: 'amojo_id' })
			.optionally()
			.reply(200, { id: 9, name: 'Mary', amojo_id: 'amojo-9' });
		const body = { conversation_id: 'chat-17', ...expected, type: 'react', emoji: '👍' };
		chats.api.post(`/${chats.scopeId}/react`, body).reply(200);

		const run = await runChat(chats, 'react', {
			conversationId: 'chat-17',
			messageId: 'm-1',
			emoji: '👍',
			...parameters,
		});

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')).toEqual([body]);
	});
});

describe('chat: unreact', () => {
	it('takes a reaction back', async () => {
		const chats = opened();
		const body = {
			conversation_id: 'chat-17',
			id: 'm-1',
			user: { id: 'user-17' },
			type: 'unreact',
		};
		chats.api.post(`/${chats.scopeId}/react`, body).reply(200);

		const run = await runChat(chats, 'unreact', {
			conversationId: 'chat-17',
			messageId: 'm-1',
			clientId: 'user-17',
		});

		expect(run.error).toBeUndefined();
	});
});

describe('chat: getHistory', () => {
	const page = (from: number, count: number) => ({
		messages: Array.from({ length: count }, (_, position) => ({
			timestamp: 1_700_000_000 - from - position,
			message: { id: `ref-${from + position}`, client_id: `m-${from + position}`, type: 'text' },
		})),
	});

	it('reads all pages; a message that moved on to the next one comes once', async () => {
		const chats = opened();
		const history = `/${chats.scopeId}/chats/ref-chat/history`;
		chats.api.get(history).query({ offset: 0, limit: 50 }).reply(200, page(0, 50));
		chats.api.get(history).query({ offset: 50, limit: 50 }).reply(200, page(49, 50));
		chats.api.get(history).query({ offset: 100, limit: 50 }).reply(200, page(99, 3));

		const run = await runChat(chats, 'getHistory', { chatId: 'ref-chat', returnAll: true });

		expect(run.error).toBeUndefined();
		const ids = run.json('amoCRM').map(({ message }) => (message as { id: string }).id);
		expect(ids).toEqual(Array.from({ length: 102 }, (_, position) => `ref-${position}`));
	});

	it('gives nothing of a chat that there is not', async () => {
		const chats = opened();
		chats.api.get(`/${chats.scopeId}/chats/ref-chat/history`).query(true).reply(204);

		const run = await runChat(chats, 'getHistory', { chatId: 'ref-chat' });

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')).toEqual([]);
	});
});

describe('chat: sendMessage', () => {
	it('does not claim to know where it was refused after its answer was lost, and is not tried again', async () => {
		const chats = opened();
		chats.api.post(`/${chats.scopeId}`).reply(502);
		chats.api
			.post(`/${chats.scopeId}`)
			.reply(400, { error: { description: 'msgid is there already' } });

		const run = await runChat(chats, 'sendMessage', { ...inChat, text: 'Hello' });

		const error = run.errorOf('amoCRM');
		expect(error?.message).toBe(
			"amoCRM's chats did not accept the data. The message may have arrived all the same.",
		);
		expect(error?.description).toMatch(/amoCRM: msgid is there already$/);
	});
});
