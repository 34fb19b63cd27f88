import { randomBytes } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { describeChannelCredential } from '../../tools/n8n/channelCredential';
import { crmTriggerOfAll, type NodeToCreate } from '../../tools/n8n/nodes';
import { nodeType } from '../../tools/system/manifest';
import { until } from '../../tools/system/poll';
import type { Account, Channel, Platform } from '../../emulator/types';
import { CrmWorkflow } from './support/crmWorkflow';
import { Messenger } from './support/messenger';
import { stage, uniqueName } from './support/stage';
import { activateWidget } from './support/widgetWorkflow';

const environment = stage();
const { emulator } = environment;

let browser: Browser;

beforeAll(async () => {
	browser = await environment.openBrowser();
});

afterAll(async () => {
	await browser.close();
});

/** The chats of the account's cards, in a manager's browser. */
class Card {
	private constructor(private readonly page: Page) {}

	static async open({ subdomain }: Account): Promise<Card> {
		const page = await browser.newPage();
		await page.goto(emulator.chatsUrl(subdomain));
		return new Card(page);
	}

	/** Waits until the chat shows it. */
	async shows(text: string): Promise<void> {
		await this.page.getByRole('log').getByText(text).first().waitFor();
	}

	async showsTyping(text: string): Promise<void> {
		await this.page.getByRole('status').getByText(text).waitFor();
	}

	async type(text: string): Promise<void> {
		await this.page.getByLabel('Message').fill(text);
	}

	async send(): Promise<void> {
		await this.page.getByRole('button', { name: 'Send' }).click();
	}

	async react(): Promise<void> {
		await this.page.getByRole('log').getByTitle('React').first().click();
	}

	async close(): Promise<void> {
		await this.page.close();
	}
}

const CHAT = 'chat-1';
const client = { clientId: 'client-1', clientName: 'Ann' };

describe.each<Platform>(['amocrm', 'kommo'])('a messenger of one’s own in %s', (platform) => {
	let messenger: Messenger;
	let accounts: Account[];

	/** Whatever account it is in, the messenger has the same names for its chat and its client. */
	const write = async (account: Account, text: string) =>
		await messenger.act(account, 'sendMessage', { conversationId: CHAT, ...client, text });

	beforeAll(async () => {
		messenger = await Messenger.open(environment, platform);
		accounts = [await messenger.newAccount(), await messenger.newAccount()];
		for (const account of accounts) await messenger.act(account, 'connect');
	});

	it.each([
		['its own secret', (channel: Channel) => channel.secret, 'OK', 'Connection successful'],
		['another one', () => randomBytes(20).toString('hex'), 'Error', 'refused the signature'],
	])('is tested on the credential screen with %s', async (_title, secretOf, status, message) => {
		const { channel } = messenger;
		const secret = secretOf(channel);
		const credential = describeChannelCredential({ ...channel, secret }, uniqueName('Channel '));
		const created = await environment.n8n.api.createCredential(credential);

		const test = await environment.n8n.api.testCredential({ ...credential, ...created });

		expect(test).toEqual({ status, message: expect.stringContaining(message) });
	});

	it('brings what is said to the card and back, with statuses, typing and reactions', async () => {
		const [account] = accounts;
		await write(account, 'Do you deliver?');
		const card = await Card.open(account);
		await card.shows('Do you deliver?');

		await card.type('To your door.');
		expect(await messenger.next('typing')).toMatchObject({
			account: { id: account.id, domain: account.domain },
			conversationId: CHAT,
		});
		await card.send();
		const answer = await messenger.next('message');
		expect(answer).toMatchObject({
			account: { id: account.id, domain: account.domain },
			conversationId: CHAT,
			chatInput: 'To your door.',
			replyTo: { channel: { receiver: { id: client.clientId } } },
		});

		const { messageId } = answer;
		for (const [status, shown] of [
			['delivered', 'delivered'],
			['read', 'read'],
		]) {
			await messenger.act(account, 'setDeliveryStatus', { messageId: String(messageId), status });
			await card.shows(shown);
		}

		await card.react();
		expect(await messenger.next('reaction')).toMatchObject({
			account: { id: account.id },
			conversationId: CHAT,
			data: { type: 'react', emoji: '👍' },
		});
		await messenger.act(account, 'react', {
			conversationId: CHAT,
			messageId: String(messageId),
			clientId: client.clientId,
			emoji: '😍',
		});
		await card.shows('😍');

		const typing = { additionalFields: { durationMs: 600_000 } };
		await messenger.act(account, 'sendTyping', {
			conversationId: CHAT,
			clientId: client.clientId,
			...typing,
		});
		await card.showsTyping('Ann is typing');
		await card.close();
	});

	it('keeps two accounts apart that write at the same time', async () => {
		await Promise.all(
			accounts.map(async (account) => await write(account, `To ${account.domain}`)),
		);
		const cards = await Promise.all(accounts.map(async (account) => await Card.open(account)));
		for (const [index, card] of cards.entries()) {
			await card.shows(`To ${accounts[index].domain}`);
			await card.type(`From ${accounts[index].domain}`);
		}
		await Promise.all(cards.map(async (card) => await card.send()));
		const told = [await messenger.next('message'), await messenger.next('message')];
		const said = (item: Record<string, unknown>) => {
			const { id } = item.account as { id: number };
			return [id, item.chatInput];
		};
		expect(told.map(said).sort()).toEqual(
			accounts.map(({ id, domain }) => [id, `From ${domain}`]).sort(),
		);
		await Promise.all(cards.map(async (card) => await card.close()));
	});

	it('goes on after the integration was disabled and installed again', async () => {
		const account = await messenger.newAccount();
		await messenger.act(account, 'connect');
		await write(account, 'Before');
		const card = await Card.open(account);
		await card.shows('Before');

		await emulator.uninstall(messenger.installing.place(account));
		await messenger.installing.nextRun();
		await messenger.install(account);
		const run = await messenger.run(account, 'sendMessage', {
			conversationId: CHAT,
			...client,
			text: 'Too early',
		});
		expect(run.error?.message).toContain('no such chat channel');

		await messenger.act(account, 'connect');
		await write(account, 'After');
		await card.shows('After');
		await card.type('Welcome back');
		await card.send();
		expect(await messenger.next('message')).toMatchObject({
			account: { id: account.id },
			chatInput: 'Welcome back',
		});
		const [chat, ...others] = await emulator.chats(account.subdomain);
		expect(others).toEqual([]);
		expect(chat.messages.map(({ content }) => content.text)).toEqual([
			'Before',
			'After',
			'Welcome back',
		]);
		await card.close();
	});
});

describe('a conversation', () => {
	const QUESTIONS = ['Do you deliver?', 'Доставите до Казани? 🙂', 'How much is it?'];

	/** Longer than what a bot shows at once. */
	const REST =
		'We have got your question, and somebody who knows about it will answer within the hour, on weekends too.';

	const EXPECTED = QUESTIONS.flatMap((question) => [question, `"${question}": ${REST}`]);

	/** The same node behind each trigger. */
	const reply = (credentials: NodeToCreate['credentials']): NodeToCreate => ({
		name: 'Reply',
		type: nodeType('amoCrm'),
		parameters: {
			authentication: 'installedAccount',
			resource: 'chat',
			operation: 'reply',
			replyTo: '={{ $json.replyTo }}',
			text: `="{{ $json.chatInput }}": ${REST}`,
		},
		credentials,
	});

	let messenger: Messenger;
	let account: Account;

	beforeAll(async () => {
		messenger = await Messenger.open(environment, 'kommo', (credentials) => [reply(credentials)]);
		account = await messenger.newAccount();
		await messenger.act(account, 'connect');
	});

	interface Said {
		text: string;
		isAnswer: boolean;
	}

	/** What a bot says in parts is one answer. */
	function transcript(said: Said[]): string[] {
		const turns: Said[] = [];
		for (const { text, isAnswer } of said) {
			const last = turns.at(-1);
			if (isAnswer && last?.isAnswer) last.text += ` ${text}`;
			else turns.push({ text, isAnswer });
		}
		return turns.map(({ text }) => text);
	}

	/** Asks each question when the one before has its whole answer. */
	async function converse(
		ask: (question: string) => Promise<unknown>,
		read: () => Promise<Said[]>,
	): Promise<string[]> {
		for (const [index, question] of QUESTIONS.entries()) {
			await ask(question);
			await until(`the answer to "${question}"`, async () => {
				const [, answer] = transcript(await read()).slice(2 * index);
				return answer?.endsWith(REST.slice(-10)) ? true : undefined;
			});
		}
		return transcript(await read());
	}

	/** With a client in some channel, about a lead. */
	async function startTalk() {
		const { subdomain } = account;
		const [leadId] = await emulator.seed(subdomain, 'leads', [{ name: 'Order' }]);
		const [talkId] = await emulator.seed(subdomain, 'talks', [
			{ entity_type: 'lead', entity_id: leadId },
		]);
		const messages = `talks/${talkId}/messages`;
		return {
			leadId: Number(leadId),
			say: async (text: string) =>
				await emulator.seed(subdomain, messages, [{ text }], { tells: true }),
			read: async () =>
				(await emulator.entities(subdomain, messages)).map(({ text, author }) => ({
					text: String(text),
					isAnswer: (author as { type: string }).type !== 'external',
				})),
		};
	}

	it('is the same by the own channel', async () => {
		const [{ id: chatId }] = await messenger.act(account, 'createChat', {
			conversationId: 'asked',
			...client,
		});
		const { subdomain } = account;
		const told = await converse(
			async (text) => await emulator.sendFromCard({ subdomain, chatId: String(chatId), text }),
			async () => {
				const chats = await emulator.chats(subdomain);
				const { messages = [] } = chats.find(({ id }) => id === chatId) ?? {};
				return messages.map(({ content, sender }) => ({
					text: String(content.text),
					isAnswer: sender.id === messenger.channel.bot.id,
				}));
			},
		);
		expect(told).toEqual(EXPECTED);
	});

	it('is the same by a Salesbot', async () => {
		const { subdomain } = account;
		const [botId] = await emulator.seed(subdomain, 'bots', [{}]);
		const { url } = await activateWidget(environment, messenger.installing.credential, {
			nodes: [reply(messenger.credentials)],
		});
		const { leadId, say, read } = await startTalk();
		const told = await converse(async (message) => {
			await say(message);
			await emulator.runWidgetRequest({
				...messenger.installing.place(account),
				botId: Number(botId),
				url,
				data: { message },
				entityType: 'leads',
				entityId: leadId,
			});
		}, read);
		expect(told).toEqual(EXPECTED);
	});

	it('is the same by the chats add-on of Kommo', async () => {
		const workflow = await CrmWorkflow.activate(
			environment,
			(webhookId) =>
				crmTriggerOfAll(webhookId, messenger.installing.credential, { events: ['add_message'] }),
			[reply(messenger.credentials)],
		);
		await workflow.subscription(account);
		const { say, read } = await startTalk();
		expect(await converse(say, read)).toEqual(EXPECTED);
	});
});
