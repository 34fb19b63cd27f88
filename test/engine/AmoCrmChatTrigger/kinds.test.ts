import type { IDataObject } from 'n8n-workflow';

import { Account, install, N8nApi } from '../support';
import { useStoppedClock } from '../support/clock';
import { AMOJO_ID, head, messageHook, SCOPE_ID, send } from './hooks';

useStoppedClock();

const CONVERSATION = { id: 'f1e4e02c-f502-4165-9377-8575c55c5ebd', client_id: 'c7' };
const MANAGER = { id: 'fb0fb604-9e04-4e1d-bee9-37c71924cdc2' };

/** What is the same in the items of one conversation. */
const inConversation = {
	conversationId: 'c7',
	conversationRefId: CONVERSATION.id,
	sessionId: CONVERSATION.id,
};

/** @see https://www.amocrm.ru/developers/content/chats/chat-webhooks */
describe('a hook', () => {
	it('of a message has the text, the conversation and the way back', async () => {
		const hook = messageHook();

		const { items, response } = await send(new N8nApi(), hook);

		expect(response).toMatchObject({ status: 200, ended: true });
		expect(items).toEqual([
			{
				id: expect.stringMatching(/^[\w-]{43}$/),
				event: 'message',
				receivedAt: expect.any(String),
				occurredAt: '2021-12-15T12:44:20.980Z',
				account: expect.objectContaining({ id: 0, domain: '', amojoId: AMOJO_ID }),
				scopeId: SCOPE_ID,
				conversationId: 'my_int-d5a421f7f218',
				conversationRefId: '8e4d4baa-9e6c-4a88-838a-5f62be227bdc',
				messageId: hook.message.message.id,
				sessionId: '8e4d4baa-9e6c-4a88-838a-5f62be227bdc',
				chatInput: 'Good afternoon!',
				replyTo: {
					channel: {
						scopeId: SCOPE_ID,
						conversationId: 'my_int-d5a421f7f218',
						conversationRefId: '8e4d4baa-9e6c-4a88-838a-5f62be227bdc',
						receiver: {
							id: 'my_int-1376265f',
							refId: '2ed64e26-70a1-4857-8382-bb066a076219',
						},
					},
				},
				data: hook.message,
			},
		]);
	});

	it('of a file among others has their group', async () => {
		const file = { type: 'picture', text: '', media: 'https://amojo.amocrm.ru/image.jpg' };
		const group = '5c2a9f60-9d3e-4a60-b0f5-bb9c3ae51b0e';
		const api = new N8nApi();
		const all: IDataObject[] = [];

		for (const name of ['one.jpg', 'two.jpg']) {
			const message = { ...file, file_name: name, media_group_id: group };
			all.push(...(await send(api, messageHook({ message }))).items);
		}

		expect(all).toMatchObject([
			{ mediaGroupId: group, chatInput: '', data: { message: { file_name: 'one.jpg' } } },
			{ mediaGroupId: group, chatInput: '', data: { message: { file_name: 'two.jpg' } } },
		]);
	});

	it('of a message to somebody whom the messenger does not know has their phone number', async () => {
		const conversation = { id: CONVERSATION.id };

		const { items } = await send(new N8nApi(), messageHook({ conversation }));

		expect(items).toMatchObject([
			{
				event: 'writeFirst',
				conversationRefId: CONVERSATION.id,
				data: { receiver: { phone: '79161234567' } },
			},
		]);
		expect(items[0]).not.toHaveProperty('conversationId');
		expect(items[0].replyTo).toMatchObject({ channel: { conversationRefId: CONVERSATION.id } });
	});

	it('of an answer to a comment has the post', async () => {
		const hook = messageHook({ message: { markup: null, post: { id: '1999992' } } as never });

		const { items } = await send(new N8nApi(), hook);

		expect(items).toMatchObject([
			{ event: 'commentReply', data: { message: { post: { id: '1999992' } } } },
		]);
	});

	it.each([
		['sample', { msgid: 'cd05887d-bb16-4e11-b298-40455cc77195' }, {}],
		[
			'table',
			{
				message: {
					id: 'cd05887d-bb16-4e11-b298-40455cc77195',
					sender: { id: 'amo-client', client_id: 'my-client' },
					receiver: MANAGER,
				},
			},
			{ id: 'my-client', refId: 'amo-client' },
		],
	])(
		"of a reaction, as the documentation's %s has it, names the message",
		async (_, named, receiver) => {
			const reaction = { user: MANAGER, conversation: CONVERSATION, type: 'react', emoji: '😍' };
			const sent = { ...head(), action: { reaction: { ...reaction, ...named } } };

			const { items } = await send(new N8nApi(), sent);

			expect(items).toMatchObject([
				{
					event: 'reaction',
					...inConversation,
					messageId: 'cd05887d-bb16-4e11-b298-40455cc77195',
					occurredAt: new Date(sent.time * 1_000).toISOString(),
					data: { type: 'react', emoji: '😍', user: MANAGER },
				},
			]);
			expect((items[0].replyTo as IDataObject).channel).toMatchObject({ receiver });
			expect(items[0]).not.toHaveProperty('chatInput');
		},
	);

	it.each([
		['sample', (typing: IDataObject) => ({ typing: { user: MANAGER, ...typing } })],
		['table', (typing: IDataObject) => ({ user: MANAGER, typing })],
	])("of typing, as the documentation's %s has it, names the user", async (_, actionOf) => {
		const action = actionOf({ conversation: CONVERSATION, expired_at: 1_637_087_563 });

		const { items } = await send(new N8nApi(), { ...head(), action } as IDataObject);

		expect(items).toMatchObject([
			{
				event: 'typing',
				...inConversation,
				data: { user: MANAGER, expired_at: 1_637_087_563 },
			},
		]);
	});

	it('starts nothing where its event is not chosen', async () => {
		const { items, response } = await send(new N8nApi(), messageHook(), {
			parameters: { events: ['reaction'] },
		});

		expect(items).toEqual([]);
		expect(response.status).toBe(200);
	});

	it('of a kind that nobody knows yet starts nothing, and is logged', async () => {
		const { items, logged, response } = await send(new N8nApi(), {
			...head(),
			action: { poll: { conversation: CONVERSATION } },
		});

		expect(items).toEqual([]);
		expect(response.status).toBe(200);
		expect(logged.join()).toContain('kind that is not known');
	});
});

describe('the account of a hook', () => {
	it('is known where it installed the integration and its id in the chats is kept', async () => {
		const api = new N8nApi();
		const account = new Account();
		install(api, account, {}, { amojoId: AMOJO_ID, externalId: 'customer-17', labels: ['vip'] });

		const { items } = await send(api, messageHook());

		expect(items).toMatchObject([
			{
				account: {
					id: account.id,
					domain: account.domain,
					name: account.card.name,
					externalId: 'customer-17',
					labels: ['vip'],
					amojoId: AMOJO_ID,
				},
				replyTo: { account: { id: account.id, domain: account.domain } },
			},
		]);
	});

	it('of two is the one that its content names', async () => {
		const api = new N8nApi();
		const [one, other] = [new Account(), new Account('kommo.com')];
		const otherId = 'af9945ff-1490-4cad-807d-945c15d88bec';
		install(api, one, {}, { amojoId: AMOJO_ID });
		install(api, other, {}, { amojoId: otherId });

		const sent = await send(api, messageHook({}, otherId), {
			scopeId: SCOPE_ID.replace(AMOJO_ID, otherId),
		});

		expect(sent.items).toMatchObject([{ account: { id: other.id, amojoId: otherId } }]);
	});

	it('that is paused starts nothing, and is logged', async () => {
		const api = new N8nApi();
		install(api, new Account(), {}, { amojoId: AMOJO_ID, pausedAt: '2026-01-31T10:00:00.000Z' });

		const { items, logged, response } = await send(api, messageHook());

		expect(items).toEqual([]);
		expect(response.status).toBe(200);
		expect(logged.join()).toContain('is paused');
	});
});
