import { Account, install, integrationCredential, N8nApi, runWorkflow } from '../support';
import type { ReplyTo } from '../../../nodes/shared/channel/route';
import { action } from './action';
import { Chats, runChat } from './ownChats';

const json = (replyTo: unknown) => ({ input: [{ json: { replyTo: replyTo as never } }] });

const accountOf = ({ id, domain }: Account) => ({ id, domain });

/** An item of the chat trigger. */
const fromChannel = (chats: Chats, more: object = {}): ReplyTo => ({
	account: accountOf(chats.account),
	channel: {
		scopeId: chats.scopeId,
		conversationId: 'chat-17',
		receiver: { id: 'user-17', refId: 'ref-17', name: 'Ann' },
		...more,
	},
});

/** An item of a Salesbot that called the widget. */
const fromSalesbot = ({ account }: Chats): ReplyTo => ({
	account: accountOf(account),
	salesbot: { returnUrl: `https://${account.domain}/api/v4/salesbot/321/continue/123` },
});

const fromTalk = ({ account }: Chats): ReplyTo => ({
	account: accountOf(account),
	talk: { talkId: 17 },
});

const amoCrm = () => new Chats(new Account());
const kommo = () => new Chats(new Account('kommo.com'));

const tellSelf = ({ account }: Chats) =>
	account.api
		.get('/api/v4/account')
		.optionally()
		.reply(200, { ...account.card, current_user_id: 9 });

const steps = (...texts: string[]) => ({
	data: {},
	execute_handlers: texts.map((value) => ({ handler: 'show', params: { type: 'text', value } })),
});

describe('chat: reply', () => {
	it.each([
		[
			'the bot to the client',
			{},
			(chats: Chats) => ({
				sender: { id: chats.botId, ref_id: chats.botId, name: 'Bot' },
				receiver: { id: 'user-17', ref_id: 'ref-17', name: 'Ann' },
			}),
		],
		[
			'the client to the manager, where it is told so',
			{ replyAs: 'client' },
			() => ({ sender: { id: 'user-17', ref_id: 'ref-17', name: 'Ann' } }),
		],
	])('answers in the own channel: %s', async (_, additionalFields, people) => {
		const chats = amoCrm();
		let payload: object = {};
		chats.api
			.post(`/${chats.scopeId}`, (body) => {
				({ payload } = body);
				return true;
			})
			.reply(200, { new_message: { msgid: 'ref-1', ref_id: 'm-1', conversation_id: 'chat-17' } });

		const run = await runChat(
			chats,
			'reply',
			{ text: 'Good day', additionalFields },
			json(fromChannel(chats)),
		);

		expect(run.error).toBeUndefined();
		expect(payload).toMatchObject({
			conversation_id: 'chat-17',
			message: { type: 'text', text: 'Good day' },
			...people(chats),
		});
		expect(payload).not.toHaveProperty('conversation_ref_id');
		expect(run.json('amoCRM')).toMatchObject([{ repliedBy: 'channel', messages: 1, notUsed: [] }]);
	});

	it('calls the client as the chat does: hooks do not tell the name', async () => {
		const chats = amoCrm();
		let payload: object = {};
		chats.api
			.get(`/${chats.scopeId}/chats/ref-chat/history`)
			.query(true)
			.reply(200, {
				messages: [
					{ sender: { id: 'amojo-9', name: 'Mary' }, message: { id: 'ref-2' } },
					{ sender: { id: 'ref-17', client_id: 'user-17', name: 'Ann' }, message: { id: 'ref-1' } },
				],
			});
		chats.api
			.post(`/${chats.scopeId}`, (body) => {
				({ payload } = body);
				return true;
			})
			.reply(200, {});
		const receiver = { id: 'user-17', refId: 'ref-17' };

		const run = await runChat(
			chats,
			'reply',
			{ text: 'Good day' },
			json(fromChannel(chats, { conversationRefId: 'ref-chat', receiver })),
		);

		expect(run.error).toBeUndefined();
		expect(payload).toMatchObject({ receiver: { id: 'user-17', ref_id: 'ref-17', name: 'Ann' } });
	});

	it('names the chat of amoCRM in the first answer where a manager wrote first', async () => {
		const chats = amoCrm();
		let payload: object = {};
		chats.api
			.post(`/${chats.scopeId}`, (body) => {
				({ payload } = body);
				return true;
			})
			.reply(200, {});
		const route = fromChannel(chats, {
			conversationId: undefined,
			conversationRefId: 'ref-chat',
			receiver: { refId: 'ref-17' },
		});
		chats.api.get(`/${chats.scopeId}/chats/ref-chat/history`).query(true).reply(204);

		const run = await runChat(chats, 'reply', { text: 'Good day' }, json(route));

		expect(run.error).toBeUndefined();
		expect(payload).toMatchObject({
			conversation_id: 'ref-chat',
			conversation_ref_id: 'ref-chat',
			receiver: { id: 'ref-17', ref_id: 'ref-17' },
		});
	});

	it('lets the Salesbot go on that waits, in parts of 80 characters between words', async () => {
		const chats = amoCrm();
		tellSelf(chats);
		const word = 'x'.repeat(39);
		chats.account.api
			.post('/api/v4/salesbot/321/continue/123', steps(`${word} ${word}`, `${word} end`))
			.reply(202);

		const run = await runChat(
			chats,
			'reply',
			{ text: `${word} ${word} ${word} end` },
			json(fromSalesbot(chats)),
		);

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')).toEqual([
			{
				repliedBy: 'salesbot',
				messages: 2,
				notUsed: [{ by: 'channel', reason: 'the item is not of a chat of your own channel' }],
			},
		]);
	});

	it('sends a file by its address where only texts can be sent', async () => {
		const chats = amoCrm();
		tellSelf(chats);
		chats.account.api
			.post('/api/v4/salesbot/321/continue/123', steps('The bill\nhttps://a.example/1.pdf'))
			.reply(202);

		const run = await runChat(
			chats,
			'reply',
			{
				messageType: 'file',
				mediaUrl: 'https://a.example/1.pdf',
				fileName: '1.pdf',
				fileSize: 5,
				text: 'The bill',
			},
			json(fromSalesbot(chats)),
		);

		expect(run.error).toBeUndefined();
	});

	it("answers by Kommo's chats add-on, and says why not otherwise", async () => {
		const chats = kommo();
		tellSelf(chats);
		chats.account.api.post('/api/v4/talks/17/messages', { text: 'Good day' }).reply(200, {});

		const run = await runChat(chats, 'reply', { text: 'Good day' }, json(fromTalk(chats)));

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')).toEqual([
			{
				repliedBy: 'talk',
				messages: 1,
				notUsed: [
					{ by: 'channel', reason: 'the item is not of a chat of your own channel' },
					{ by: 'salesbot', reason: 'no Salesbot waits for an answer to the item' },
				],
			},
		]);
	});

	it('takes the next way where a Salesbot could not say all of a text: nothing is cut off', async () => {
		const chats = kommo();
		tellSelf(chats);
		const text = 'word '.repeat(200).trim();
		chats.account.api.post('/api/v4/talks/17/messages', { text }).reply(200, {});

		const run = await runChat(
			chats,
			'reply',
			{ text },
			json({ ...fromSalesbot(chats), ...fromTalk(chats) }),
		);

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')[0]).toMatchObject({
			repliedBy: 'talk',
			notUsed: [
				{ by: 'channel' },
				{
					by: 'salesbot',
					reason: 'A Salesbot takes 10 messages of 80 characters, and the text needs 13.',
				},
			],
		});
	});

	it('takes the next way where the channel refused', async () => {
		const chats = amoCrm();
		tellSelf(chats);
		chats.api.post(`/${chats.scopeId}`).reply(404);
		chats.account.api.post('/api/v4/salesbot/321/continue/123', steps('Good day')).reply(202);

		const run = await runChat(
			chats,
			'reply',
			{ text: 'Good day' },
			json({ ...fromChannel(chats), ...fromSalesbot(chats) }),
		);

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM')[0]).toMatchObject({
			repliedBy: 'salesbot',
			notUsed: [{ by: 'channel', reason: "amoCRM's chats have no such chat channel." }],
		});
	});

	it('takes no other way where the answer may have arrived already', async () => {
		const chats = amoCrm();
		chats.api.post(`/${chats.scopeId}`).reply(502);
		chats.api.post(`/${chats.scopeId}`).reply(400);

		const run = await runChat(
			chats,
			'reply',
			{ text: 'Good day' },
			json({ ...fromChannel(chats), ...fromSalesbot(chats) }),
		);

		expect(run.errorOf('amoCRM')?.message).toMatch(/may have arrived all the same\.$/);
	});

	it('says of every way why it could not be taken', async () => {
		const chats = amoCrm();
		tellSelf(chats);

		const run = await runChat(chats, 'reply', { text: 'Good day' }, json(fromTalk(chats)));

		expect(run.errorOf('amoCRM')?.message).toBe(
			`No reply could be sent: your own chat channel: the item is not of a chat of your own channel; the Salesbot that waits: no Salesbot waits for an answer to the item; Kommo's chats add-on: "Kommo's chats add-on" works only in Kommo, and ${chats.account.domain} is an account of amoCRM.`,
		);
	});

	it('refuses a chat of another channel, whatever the item says', async () => {
		const chats = amoCrm();
		const scopeId = `f90ba33d-c9d9-44da-b76c-c349b0ecbe41_${chats.amojoId}`;

		const run = await runChat(
			chats,
			'reply',
			{ text: 'Good day' },
			json(fromChannel(chats, { scopeId })),
		);

		expect(run.errorOf('amoCRM')?.message).toMatch(
			/The chat is of another channel than that of the credential/,
		);
	});

	it('refuses an item of another account than that of the credential', async () => {
		const chats = amoCrm();
		tellSelf(chats);
		const other = new Account();

		const run = await runChat(
			chats,
			'reply',
			{ text: 'Good day' },
			json({ ...fromSalesbot(chats), account: accountOf(other) }),
		);

		expect(run.errorOf('amoCRM')?.message).toContain(
			`The item is of the account ${other.domain}, and the node acts in ${chats.account.domain}`,
		);
	});

	it('needs no channel where the item is not of one', async () => {
		const chats = amoCrm();
		tellSelf(chats);
		jest
			.spyOn(chats, 'credentials', 'get')
			.mockReturnValue(chats.account.credentials as unknown as Chats['credentials']);
		chats.account.api.post('/api/v4/salesbot/321/continue/123', steps('Good day')).reply(202);

		const run = await runChat(chats, 'reply', { text: 'Good day' }, json(fromSalesbot(chats)));

		expect(run.error).toBeUndefined();
	});

	it.each([undefined, {}, 'nonsense', { channel: { scopeId: 5 } }])(
		'says what to give where the item names no way: %j',
		async (replyTo) => {
			const run = await runChat(amoCrm(), 'reply', { text: 'Good day' }, json(replyTo ?? ''));

			expect(run.errorOf('amoCRM')?.message).toBe(
				'The item does not say how it can be replied to.',
			);
		},
	);

	it('answers each item in the account that it is of, which the node does not ask for', async () => {
		const api = new N8nApi();
		const accounts = [new Account(), new Account()];
		for (const account of accounts) {
			install(api, account);
			tellSelf(new Chats(account));
			account.api.post('/api/v4/salesbot/321/continue/123', steps(account.domain)).reply(202);
		}
		const routes = accounts.map((account) => fromSalesbot(new Chats(account)));

		const run = await runWorkflow({
			nodes: [
				action('chat', 'reply', {
					authentication: 'installedAccount',
					text: '={{ $json.domain }}',
				}),
			],
			credentials: integrationCredential(api),
			input: [routes[0], { salesbot: routes[1].salesbot }].map((replyTo, index) => ({
				json: { replyTo: replyTo as never, domain: accounts[index].domain },
			})),
		});

		expect(run.error).toBeUndefined();
		expect(run.json('amoCRM').map(({ repliedBy }) => repliedBy)).toEqual(['salesbot', 'salesbot']);
	});
});
