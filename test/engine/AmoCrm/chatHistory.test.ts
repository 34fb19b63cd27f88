import type { IDataObject, INodeExecutionData, OnError } from 'n8n-workflow';

import { Account } from '../support';
import { Chats, runChat } from './ownChats';

interface Payload {
	msgid: string;
	conversation_id: string;
	msec_timestamp: number;
	silent: boolean;
	message: { text: string };
}

const CHAT = '6cbab3d5-c4c1-46ff-b710-ad59ad10805f';

/** amoCRM's side of chats: what was taken, and a history in pages. */
class FakeChats extends Chats {
	readonly messages: Payload[] = [];

	/** Ids that are refused, by the status with which they are. */
	readonly refused = new Map<string, number>();

	/** Ids whose answer is lost although the message is taken. */
	readonly lost = new Set<string>();

	constructor() {
		super(new Account());
		this.tellAmojoId();
		const { scopeId } = this;
		const api = this.api.persist();
		api
			.post(`/${scopeId}/chats`)
			.optionally()
			.reply(200, (_uri, body) => ({ id: `${CHAT}-${(body as Payload).conversation_id}` }));
		api
			.get((uri) => uri.includes('/history'))
			.optionally()
			.reply((uri) => this.history(new URL(uri, 'https://amojo.amocrm.ru')));
		api
			.post(`/${scopeId}`)
			.optionally()
			.reply((_uri, body) => this.take((body as { payload: Payload }).payload));
	}

	private history({ pathname, searchParams }: URL): [number, unknown?] {
		const chat = pathname
			.split('/')
			.at(-2)
			?.slice(CHAT.length + 1);
		const offset = Number(searchParams.get('offset'));
		const page = this.messages
			.filter(({ conversation_id }) => conversation_id === chat)
			.reverse()
			.slice(offset, offset + Number(searchParams.get('limit')));
		if (page.length === 0) return [204];
		return [
			200,
			{
				messages: page.map(({ msgid }) => ({ message: { id: `ref-${msgid}`, client_id: msgid } })),
			},
		];
	}

	private take(payload: Payload): [number, unknown?] {
		const { msgid } = payload;
		const status = this.refused.get(msgid);
		if (status) return [status, { detail: 'No' }];
		if (this.messages.some((message) => message.msgid === msgid))
			return [400, { detail: 'There is such a message' }];
		this.messages.push(payload);
		return this.lost.has(msgid) ? [502] : [200, { new_message: { ref_id: msgid } }];
	}

	told(chat: string): string[] {
		return this.messages
			.filter(({ conversation_id }) => conversation_id === chat)
			.map(({ msgid }) => msgid);
	}
}

const written = (chat: string, number: number): INodeExecutionData => ({
	json: {
		chat,
		id: `${chat}-${number}`,
		at: new Date(Date.UTC(2026, 0, 1, 10, number)).toISOString(),
		text: `Message ${number}`,
		by: number % 2 === 0 ? 'client' : 'bot',
	},
});

const parameters = {
	conversationId: '={{ $json.chat }}',
	writtenBy: '={{ $json.by }}',
	clientId: '={{ "client-of-" + $json.chat }}',
	clientName: 'Ann',
	messageId: '={{ $json.id }}',
	sentAt: '={{ $json.at }}',
	text: '={{ $json.text }}',
};

const importAll = async (chats: Chats, input: INodeExecutionData[], onError?: OnError) =>
	await runChat(chats, 'importHistory', parameters, { input, onError });

const importedOf = (items: IDataObject[]) => items.map(({ imported }) => imported);

describe('chat: importHistory', () => {
	it('sends the messages of each chat in their order, silent but for the newest', async () => {
		const chats = new FakeChats();
		const input = [3, 1, 2].flatMap((number) => [written('a', number), written('b', number)]);

		const run = await importAll(chats, input);

		expect(run.error).toBeUndefined();
		expect(chats.told('a')).toEqual(['a-1', 'a-2', 'a-3']);
		expect(chats.told('b')).toEqual(['b-1', 'b-2', 'b-3']);
		expect(
			chats.messages
				.filter(({ silent }) => !silent)
				.map(({ msgid }) => msgid)
				.sort(),
		).toEqual(['a-3', 'b-3']);
		expect(run.json('amoCRM').map(({ ref_id: id }) => id)).toEqual(
			input.map(({ json }) => json.id),
		);
	});

	it('notifies of none where it was told so', async () => {
		const chats = new FakeChats();

		await runChat(
			chats,
			'importHistory',
			{ ...parameters, notify: false },
			{ input: [written('a', 1)] },
		);

		expect(chats.messages.map(({ silent }) => silent)).toEqual([true]);
	});

	it('sends nothing twice in a second run: the history says what is there, over all of its pages', async () => {
		const chats = new FakeChats();
		const input = Array.from({ length: 120 }, (_, number) => written('a', number));
		chats.messages.push(
			...input.slice(0, 110).map(({ json }) => ({
				msgid: String(json.id),
				conversation_id: 'a',
				msec_timestamp: 0,
				silent: true,
				message: { text: '' },
			})),
		);

		const run = await importAll(chats, input);

		expect(run.error).toBeUndefined();
		expect(chats.told('a')).toEqual(input.map(({ json }) => json.id));
		expect(importedOf(run.json('amoCRM')).filter(Boolean)).toHaveLength(10);
	});

	it('does not send again what amoCRM has taken, but does not show in the history yet', async () => {
		const chats = new FakeChats();
		const input = [written('a', 1), written('a', 2)];
		await importAll(chats, input);
		chats.messages.length = 0;

		const run = await importAll(chats, input);

		expect(chats.messages).toEqual([]);
		expect(importedOf(run.json('amoCRM'))).toEqual([false, false]);
	});

	it('goes on after a message that is there although its answer was lost', async () => {
		const chats = new FakeChats();
		chats.lost.add('a-1');

		const run = await importAll(chats, [written('a', 1), written('a', 2)]);

		expect(run.error).toBeUndefined();
		expect(chats.told('a')).toEqual(['a-1', 'a-2']);
		expect(run.json('amoCRM')).toHaveLength(2);
	});

	it('imports the others where amoCRM takes one message never', async () => {
		const chats = new FakeChats();
		chats.refused.set('a-2', 400);

		const run = await importAll(
			chats,
			[1, 2, 3].map((number) => written('a', number)),
			'continueRegularOutput',
		);

		expect(chats.told('a')).toEqual(['a-1', 'a-3']);
		expect(run.json('amoCRM')[1]).toMatchObject({
			error: "amoCRM's chats did not accept the data.",
		});
	});

	it('stops a chat where a message could not be sent, so that a second run keeps the order', async () => {
		const chats = new FakeChats();
		const input = [1, 2, 3].flatMap((number) => [written('a', number), written('b', number)]);
		chats.refused.set('a-2', 403);

		const run = await importAll(chats, input, 'continueRegularOutput');

		expect(chats.told('a')).toEqual(['a-1']);
		expect(chats.told('b')).toEqual(['b-1', 'b-2', 'b-3']);
		expect(run.json('amoCRM')[4]).toMatchObject({
			error:
				'This was not imported, because an earlier message of its chat was not: the order would be wrong.',
		});

		chats.refused.clear();
		const again = await importAll(chats, input);

		expect(again.error).toBeUndefined();
		expect(chats.told('a')).toEqual(['a-1', 'a-2', 'a-3']);
		expect(chats.told('b')).toHaveLength(3);
	});

	it('imports nothing before all items can be, where the node stops at a fault', async () => {
		const chats = new Chats(new Account());
		const faulty = written('a', 2);
		faulty.json.at = '';

		const run = await importAll(chats, [written('a', 1), faulty]);

		expect(run.errorOf('amoCRM')?.message).toBe('"Sent At" is missing.');
	});
});
