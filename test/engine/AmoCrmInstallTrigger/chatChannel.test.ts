import type { IDataObject } from 'n8n-workflow';
import nock, { type Body } from 'nock';

import { Account, activate, integrationCredential, N8nApi } from '../support';
import { pass, useStoppedClock } from '../support/clock';
import { abandonInstall, call, expectInstall, exchangeOf, trigger, widgetCall } from './calls';

useStoppedClock();

const MINUTE = 60_000;
const CHANNEL_ID = 'f90ba33d-c9d9-44da-b76c-c349b0ecbe41';
const AMOJO_ID = 'af9945ff-1490-4cad-807d-945c15d88bec';
const SCOPE_ID = `${CHANNEL_ID}_${AMOJO_ID}`;

const ON = { connectChatChannel: true, events: ['installed', 'chatConnected'] };

const credentials = (api: N8nApi) => ({
	...integrationCredential(api),
	amoCrmChatChannelApi: {
		platform: 'amocrm',
		channelId: CHANNEL_ID,
		channelSecret: '5a44c5dff55f3c15a4cce8d7c4cc27e207c7e189',
		botId: '',
	},
});

/** amoCRM's chats. */
const connectWith = (body: IDataObject = {}) =>
	nock('https://amojo.amocrm.ru').post(`/v2/origin/custom/${CHANNEL_ID}/connect`, {
		...body,
		account_id: AMOJO_ID,
		hook_api_version: 'v2',
	} as Body);

const answer = { account_id: AMOJO_ID, scope_id: SCOPE_ID, title: 'MAX', hook_api_version: 'v2' };

/** The account tells its id in the chats. */
const tellsAmojoId = (account: Account) =>
	account
		.signed(account.token())
		.get('/api/v4/account')
		.query({ with: 'amojo_id' })
		.reply(200, { ...account.card, amojo_id: AMOJO_ID });

const installed = async (
	api: N8nApi,
	account: Account,
	code: string,
	settings: IDataObject = {},
) => {
	expectInstall(account, code);
	return await call(
		api,
		widgetCall(account, code),
		{ ...ON, ...settings },
		{ credentials: credentials(api) },
	);
};

describe('an install connects the chat channel', () => {
	it('and tells so beside it, with the scope; the account keeps its id in the chats', async () => {
		const api = new N8nApi();
		const account = new Account();
		tellsAmojoId(account);
		connectWith({ title: 'MAX' }).reply(200, answer);

		const { items, response } = await installed(api, account, 'c-chat', {
			options: { chatChannelTitle: ' MAX ' },
		});

		expect(response.status).toBe(200);
		const [first] = items;
		expect(items).toEqual([
			expect.objectContaining({ event: 'installed' }),
			{
				id: `${String(first.id)}/chat`,
				event: 'chatConnected',
				receivedAt: first.receivedAt,
				integrationId: first.integrationId,
				account: {
					id: account.id,
					domain: account.domain,
					subdomain: account.subdomain,
					platform: 'amocrm',
					name: account.card.name,
					externalId: '',
					labels: [],
					amojoId: AMOJO_ID,
				},
				scopeId: SCOPE_ID,
				title: 'MAX',
			},
		]);
		expect(first).not.toHaveProperty('chatProblem');
		expect(api.accounts).toMatchObject([{ amojo_id: AMOJO_ID, status: 'installed' }]);
	});

	it('by its own event alone, where the workflow starts on that', async () => {
		const account = new Account();
		tellsAmojoId(account);
		connectWith().reply(200, answer);

		const { items } = await installed(new N8nApi(), account, 'c-chat-alone', {
			events: ['chatConnected'],
		});

		expect(items).toMatchObject([{ event: 'chatConnected', scopeId: SCOPE_ID }]);
	});

	it('after every install: the channel is disconnected when the integration is disabled', async () => {
		const api = new N8nApi();
		const account = new Account();
		tellsAmojoId(account);
		connectWith().twice().reply(200, answer);

		await installed(api, account, 'c-chat-first');
		const { items } = await installed(api, account, 'c-chat-second');

		expect(items).toMatchObject([
			{ event: 'installed', reinstalled: true },
			{ event: 'chatConnected', scopeId: SCOPE_ID },
		]);
		expect(api.accounts).toMatchObject([{ amojo_id: AMOJO_ID }]);
	});

	it('before its tokens go to a credential', async () => {
		const account = new Account();
		tellsAmojoId(account);
		connectWith().reply(200, answer);

		const { items } = await installed(new N8nApi(), account, 'c-chat-saved', {
			saveAs: 'credential',
		});

		expect(items).toMatchObject([
			{ event: 'installed', credential: { id: expect.any(String) } },
			{ event: 'chatConnected' },
		]);
	});

	it('that a process left unfinished, with the same event', async () => {
		const api = new N8nApi();
		const account = new Account();
		account.api
			.post('/oauth2/access_token', exchangeOf('c-chat-resumed'))
			.reply(200, account.tokens());
		account.signed(account.token()).get('/api/v4/account').reply(200, account.card);
		tellsAmojoId(account);
		connectWith().reply(200, answer);
		await abandonInstall(api, account, 'c-chat-resumed', { id: 'event-7' });

		const running = await activate({ ...trigger(api, ON), credentials: credentials(api) }, 'init');
		await pass(MINUTE);

		expect(running.items).toMatchObject([
			{ event: 'installed', id: 'event-7' },
			{ event: 'chatConnected', id: 'event-7/chat' },
		]);
		await running.deactivate();
	});
});

describe('an install succeeds without the channel', () => {
	it.each([
		['refuses the signature', 403, 'refused the signature', 'Check the channel ID'],
		['does not know the channel', 404, 'have no such chat channel', 'Chat > Connect'],
	])('where amoCRM %s', async (_, status, message, hint) => {
		const api = new N8nApi();
		const account = new Account();
		tellsAmojoId(account);
		connectWith().reply(status, {});

		const { items, logged, response } = await installed(api, account, `c-chat-${status}`);

		expect(response.status).toBe(200);
		expect(items).toMatchObject([
			{
				event: 'installed',
				chatProblem: {
					message: expect.stringContaining(message),
					hint: expect.stringContaining(hint),
				},
			},
		]);
		expect(logged.join()).toContain(`not connected to the amoCRM account ${account.domain}`);
		expect(api.accounts).toMatchObject([{ status: 'installed' }]);
	});

	it('where the channel is registered with the other platform', async () => {
		const api = new N8nApi();
		const account = new Account();
		const { amoCrmChatChannelApi, ...rest } = credentials(api);
		expectInstall(account, 'c-chat-kommo');

		const { items } = await call(api, widgetCall(account, 'c-chat-kommo'), ON, {
			credentials: {
				...rest,
				amoCrmChatChannelApi: { ...amoCrmChatChannelApi, platform: 'kommo' },
			},
		});

		expect(items).toMatchObject([
			{
				event: 'installed',
				chatProblem: {
					code: 'badInput',
					message: expect.stringContaining('registered with Kommo'),
				},
			},
		]);
	});

	it('where the account does not tell its id in the chats', async () => {
		const account = new Account();
		account
			.signed(account.token())
			.get('/api/v4/account')
			.query({ with: 'amojo_id' })
			.reply(200, account.card);

		const { items } = await installed(new N8nApi(), account, 'c-chat-no-id');

		expect(items).toMatchObject([{ event: 'installed', chatProblem: { code: 'badAnswer' } }]);
	});
});

it('an install asks nothing about chats where no channel is to be connected', async () => {
	const { items } = await installed(new N8nApi(), new Account(), 'c-chat-off', {
		connectChatChannel: false,
	});

	expect(items).toMatchObject([{ event: 'installed' }]);
});
