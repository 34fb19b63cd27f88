import { range, shuffle } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { EmulatedChats } from './emulatedChats';

const amo = new EmulatedChats();
const { run } = amo;

beforeAll(async () => await amo.amo.open());

beforeEach(async () => {
	await amo.enter();
	expect(await run('connect', {})).toMatchObject([{ scope_id: expect.any(String) }]);
});

const client = { conversationId: 'chat-1', clientId: 'client-1', clientName: 'Ann' };

/** What is in the chat by the names of the messenger, in the order in which the card shows it. */
const shown = async () => {
	const [chat] = await amo.chats();
	return chat.messages.map(({ clientId }) => clientId);
};

describe('the emulator takes what the operation sends', () => {
	it.each<[string, IDataObject]>([
		['text', { text: 'Hello' }],
		['picture', { mediaUrl: 'https://files.example/a', fileName: 'a', fileSize: 7 }],
		['voice', { mediaUrl: 'https://files.example/a' }],
		['sticker', { stickerId: 's1' }],
		['location', { latitude: '55.7', longitude: '37.6' }],
		['contact', { contactName: 'Eve', contactPhone: '+7' }],
	])('a message of the type %s', async (type, content) => {
		const [sent] = await run('sendMessage', { ...client, messageType: type, ...content });
		expect(sent).toMatchObject({ msgid: expect.any(String) });
		const [chat] = await amo.chats();
		expect(chat.messages).toMatchObject([{ content: { type } }]);
	});
});

describe('in a chat that has a message', () => {
	const managerOf = () => String(amo.amo.town.account.adminUserId);

	beforeEach(async () => {
		await run('sendMessage', { ...client, messageId: 'm1', text: 'Hello' });
	});

	it('the emulator takes a change of it, reactions, typing, and an answer', async () => {
		await run('editMessage', { conversationId: 'chat-1', messageId: 'm1', text: 'Edited' });
		const reaction = { conversationId: 'chat-1', messageIdOf: 'messenger', messageId: 'm1' };
		await run('react', { ...reaction, clientId: 'client-1', emoji: '👍' });
		await run('react', { ...reaction, reactionOf: 'manager', manager: managerOf(), emoji: '😍' });
		await run('sendTyping', { conversationId: 'chat-1', clientId: 'client-1' });
		const by = { writtenBy: 'manager', manager: managerOf() };
		await run('sendMessage', {
			...client,
			...by,
			text: 'Hi',
			additionalFields: { replyToMessageId: 'm1' },
		});
		const [chat] = await amo.chats();
		expect(chat).toMatchObject({
			isTyping: true,
			messages: [
				{ content: { text: 'Edited' }, isEdited: true },
				{ content: { text: 'Hi', reply_to: { message: { msgid: 'm1' } } } },
			],
		});
		expect(Object.values(chat.messages[0].reactions)).toEqual(['👍', '😍']);
		await run('unreact', { ...reaction, clientId: 'client-1' });
		expect(Object.values((await amo.chats())[0].messages[0].reactions)).toEqual(['😍']);
	});

	it('the emulator takes the status of what was sent from the card', async () => {
		const [{ id: chatId }] = await amo.chats();
		const { control } = amo.amo.town;
		const [messageId] = await control.sendFromCard({ subdomain: 'alpha', chatId, text: 'Hi' });
		const tell = async (status: IDataObject) => {
			await run('setDeliveryStatus', { messageId, ...status });
			return (await amo.chats())[0].messages.find(({ id }) => id === messageId);
		};
		expect(await tell({ status: 'read' })).toMatchObject({ status: 2, error: null });
		expect(await tell({ status: 'failed', errorCode: 901, errorText: 'Gone' })).toMatchObject({
			status: -1,
			error: { code: 901, text: 'Gone' },
		});
		expect(await run('getHistory', { chatId, returnAll: true })).toHaveLength(2);
	});

	it('no message is taken after the channel was disconnected', async () => {
		await run('disconnect', {});
		expect(await run('sendMessage', { ...client, text: 'Hello' })).toEqual([expect.any(String)]);
		expect(await shown()).toEqual(['m1']);
	});
});

describe('the import of a history', () => {
	const COUNT = 2000;
	const START = Date.UTC(2026, 0, 1);

	const messages = range(COUNT).map((at): IDataObject => ({
		...client,
		messageId: `m${at}`,
		sentAt: new Date(START + at * 1000).toISOString(),
		text: `Message ${at}`,
		...(at % 3 === 0 ? { writtenBy: 'bot' } : {}),
	}));

	const names = range(COUNT).map((at) => `m${at}`);

	it('of 2,000 messages, twice, brings 2,000 messages in their order, and one incoming lead', async () => {
		const first = await run('importHistory', ...shuffle(messages));
		expect(first).toHaveLength(COUNT);
		expect(await shown()).toEqual(names);
		const [{ messages: kept }] = await amo.chats();
		expect(kept.filter(({ isSilent }) => !isSilent).map(({ clientId }) => clientId)).toEqual([
			`m${COUNT - 1}`,
		]);
		const calls = amo.calls;

		await run('importHistory', ...messages);
		expect(await shown()).toEqual(names);
		// The chat, and its history by 50: nothing was sent.
		expect(amo.calls - calls).toBeLessThanOrEqual(2 + COUNT / 50);
		expect(await amo.amo.town.control.entities('alpha', 'leads/unsorted')).toHaveLength(1);
	});

	it.each(['before', 'after'] as const)(
		'that was cut off %s the work of a call goes on where it was',
		async (reset) => {
			const some = messages.slice(0, 120);
			const { control } = amo.amo.town;
			amo.beforeCall = () => {
				if (amo.calls === 70) void control.addFault({ reset, times: 0 });
			};
			await run('importHistory', ...some);
			expect((await shown()).length).toBeLessThan(120);
			amo.beforeCall = () => undefined;
			await control.clearFaults();
			await run('importHistory', ...some);
			expect(await shown()).toEqual(names.slice(0, 120));
		},
	);
});
