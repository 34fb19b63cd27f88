import {
	importExample,
	installPath,
	listExamples,
	readExample,
	webhookPath,
} from '../../tools/n8n/examples';
import { until } from '../../tools/system/poll';
import { describeChannelCredential } from '../../tools/n8n/channelCredential';
import type { Credentials, Example } from '../../tools/n8n/examples';
import type { CreatedCredential } from '../../tools/n8n/n8nClient';
import { describeTokenCredential } from '../../tools/n8n/tokenCredential';
import type { Account, Integration, Place } from '../../emulator/types';
import { ChatModel } from './support/chatModel';
import { ClientApp } from './support/clientApp';
import { runOnce } from './support/installWorkflow';
import { actionByToken, createLead, installedAccount } from '../../tools/n8n/nodes';
import { nodeType } from '../../tools/system/manifest';
import { stage, uniqueName } from './support/stage';

const environment = stage();
const { emulator, n8n } = environment;

/** An example in this n8n, with everything that it stands on. */
interface Imported {
	id: string;
	example: Example;
	account: Account;
	integration: Integration;
	credentials: Record<'amoCrmIntegrationApi' | 'amoCrmTokenApi', CreatedCredential>;
}

const played = new Set<string>();

async function bring(
	name: string,
	more: Credentials = {},
	change: (example: Example) => Example = (example) => example,
): Promise<Imported> {
	played.add(name);
	const example = change(await readExample(name));
	const account = await environment.newAccount();
	const integration = await environment.newIntegration(installPath(example) ?? 'none');
	const token = await describeTokenCredential(emulator, account, uniqueName('Token '));
	const credentials = {
		amoCrmIntegrationApi: await environment.newIntegrationCredential(integration, {
			redirectUri: integration.redirectUri,
		}),
		amoCrmTokenApi: await n8n.api.createCredential(token),
		...more,
	};
	const id = await importExample(n8n.api, example, credentials);
	return { id, example, account, integration, credentials };
}

const place = ({ integration, account: { subdomain } }: Imported) => ({
	integrationId: integration.id,
	subdomain,
});

const seen = async ({ account }: Imported, collection: string) =>
	await emulator.entities(account.subdomain, collection);

/** The install trigger of an example listens. */
async function listen({ id, example }: Imported): Promise<void> {
	if (!example.active) await n8n.api.activate(id);
	await n8n.api.waitForWebhook(installPath(example) ?? '');
}

/** As an administrator does who copies the code from the integration's window. */
async function connect(where: Place, { credentials }: Imported): Promise<void> {
	const { code, referer: accountAddress } = await emulator.issueCode(where);
	const node = installedAccount(credentials.amoCrmIntegrationApi, 'connectByCode', {
		code,
		accountAddress,
	});
	expect((await runOnce(environment, [node])).error).toBeUndefined();
}

/** Calls a webhook of an example as a browser does. */
async function call(path: string, body?: object): Promise<string> {
	await n8n.api.waitForWebhook(path);
	const response = await fetch(n8n.api.webhookUrl(path), {
		...(body && {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		}),
	});
	return await response.text();
}

afterAll(async () => {
	// A file of examples/ that nobody plays would rot.
	expect([...played].sort()).toEqual(await listExamples());
});

it('welcome-account', async () => {
	const all = await bring('welcome-account');
	await listen(all);

	await emulator.installWidget(place(all));

	const run = await n8n.api.waitForExecution(all.id);
	expect(run.error).toBeUndefined();
	const pipelines = await seen(all, 'leads/pipelines');
	const pipeline = pipelines.find(({ name }) => name === 'Orders by n8n');
	expect(await seen(all, 'leads')).toMatchObject([
		{ name: `Welcome, ${all.account.name}`, pipeline_id: pipeline?.id },
	]);
	expect(await seen(all, 'tasks')).toMatchObject([{ text: 'Look at the first lead' }]);
	const fields = await seen(all, 'leads/custom_fields');
	expect(fields.map(({ code }) => code)).toContain('ORDER_NUMBER');
});

it('site-button', async () => {
	const all = await bring('site-button');
	await listen(all);
	const page = await call('connect-amocrm?customer=17');
	const [, link] = /href="([^"]+)"/.exec(page) ?? [];
	const state = new URL(link.replaceAll('&amp;', '&')).searchParams.get('state') ?? '';

	const { redirectUrl } = await emulator.authorize({ ...place(all), state, decision: 'allow' });
	await fetch(redirectUrl);

	const runs = await n8n.api.waitForExecutions(all.id, 2);
	expect(runs.map(({ error }) => error)).toEqual([undefined, undefined]);
	expect(await seen(all, 'leads')).toMatchObject([{ name: 'Connected by customer 17' }]);
});

it('form-to-lead', async () => {
	const all = await bring('form-to-lead');
	await n8n.api.activate(all.id);

	const answer = await call('amocrm-form', {
		name: 'Anna',
		phone: '+7 900 123-45-67',
		email: 'anna@example.com',
		price: '1500',
		message: 'Do you deliver?',
	});

	expect(JSON.parse(answer)).toEqual({ ok: true });
	expect(await seen(all, 'leads')).toMatchObject([{ name: 'Order of Anna', price: 1500 }]);
	expect(await seen(all, 'contacts')).toMatchObject([
		{
			name: 'Anna',
			custom_fields_values: [
				{ field_code: 'PHONE', values: [{ value: '+7 900 123-45-67' }] },
				{ field_code: 'EMAIL', values: [{ value: 'anna@example.com' }] },
			],
		},
	]);
	expect(await seen(all, 'leads/notes')).toMatchObject([
		{ params: { text: 'Asked: Do you deliver?' } },
	]);
});

it('table-to-contacts', async () => {
	const all = await bring('table-to-contacts');

	const run = await n8n.api.runManually(all.id, 'Every hour');

	expect(run.error).toBeUndefined();
	const names = (await seen(all, 'contacts')).map(({ name }) => name);
	expect(names.sort()).toEqual(['Anna Petrova-Smirnova', 'Boris Ivanov']);
});

it('nightly-export', async () => {
	const all = await bring('nightly-export');
	await emulator.seed(all.account.subdomain, 'leads', [{ name: 'Order 7', price: 1500 }]);

	const run = await n8n.api.runManually(all.id, 'Every night');

	expect(run.error).toBeUndefined();
	expect(run.json('Upload to amoCRM')).toMatchObject([
		{ name: expect.stringMatching(/^leads-\d{4}-\d\d-\d\d/) as string, type: 'document' },
	]);
});

it('incoming-lead-triage', async () => {
	const all = await bring('incoming-lead-triage');
	for (const name of ['Best casino in town', 'Two chairs, please']) {
		const form = actionByToken('unsorted', 'createForm', all.credentials.amoCrmTokenApi, {
			sourceName: name,
			sourceUid: name,
			formId: 'form',
			formName: 'Order',
			formPage: 'https://shop.example',
		});
		expect((await runOnce(environment, [form])).error).toBeUndefined();
	}

	const run = await n8n.api.runManually(all.id, 'Every ten minutes');

	expect(run.error).toBeUndefined();
	expect(run.nodes).toEqual(expect.arrayContaining(['Decline', 'Accept']));
	const [accepted] = run.json('Accept') as Array<{ leads: Array<{ id: number }> }>;
	expect(await seen(all, 'tasks')).toMatchObject([
		{ text: 'Call back within the hour', entity_id: accepted.leads[0].id },
	]);
});

it('leads-of-every-account: one that cannot be reached does not stop the others', async () => {
	const all = await bring('leads-of-every-account');
	const other = await environment.newAccount();
	for (const { subdomain } of [all.account, other]) {
		await connect({ ...place(all), subdomain }, all);
		await emulator.seed(subdomain, 'leads', [{ name: `Lead of ${subdomain}` }]);
	}
	await emulator.addFault({
		match: { host: all.account.domain, path: '/api/v4/leads' },
		respond: { status: 402, body: '{}' },
	});

	const run = await n8n.api.runManually(all.id, 'Every morning');

	expect(run.error).toBeUndefined();
	expect(run.json('Their leads since yesterday')).toMatchObject([
		{ error: expect.stringContaining(`${all.account.domain} is not paid for`) as string },
		{ name: `Lead of ${other.subdomain}` },
	]);
});

it('keep-accounts-alive: tells of the accounts that must connect again', async () => {
	const all = await bring('keep-accounts-alive');
	const { amoCrmIntegrationApi } = all.credentials;
	await connect(place(all), all);
	await emulator.revokeAccess(place(all));
	const act = createLead(amoCrmIntegrationApi, all.account.domain);
	expect((await runOnce(environment, [act])).status).toBe('error');

	const run = await n8n.api.runManually(all.id, 'Every Monday');

	expect(run.error?.message).toMatch(/to connect again/);
	expect(run.error?.message).toContain(all.account.domain);
});

it('watch-accounts: reports the accounts, and tells of one that is lost', async () => {
	const all = await bring('watch-accounts');
	const { amoCrmIntegrationApi } = all.credentials;
	await listen(all);
	await connect(place(all), all);

	const report = await n8n.api.runManually(all.id, 'Every Monday');

	expect(report.error).toBeUndefined();
	const [, link] = String(report.json('Send the message')[0].text).split('\n');
	expect(report.json('Send the message')[0].text).toContain('Accounts: 1, working: 1, lost: 0');
	expect((await fetch(link)).status).toBe(200);

	await emulator.revokeAccess(place(all));
	const act = createLead(amoCrmIntegrationApi, all.account.domain);
	expect((await runOnce(environment, [act])).status).toBe('error');

	const news = await n8n.api.waitForExecution(all.id, { after: report.id });
	expect(news.json('Send the message')[0].text).toContain(`lost: ${all.account.domain}`);
});

it('stage-change-message', async () => {
	const all = await bring('stage-change-message');
	const { subdomain, domain } = all.account;
	await until('the subscription', async () =>
		(await seen(all, 'webhooks')).length > 0 ? true : undefined,
	);
	const [id] = await emulator.seed(subdomain, 'leads', [{ name: 'Order 7', price: 1500 }]);

	await emulator.change(subdomain, 'leads', [{ id, status_id: 142 }]);

	const run = await n8n.api.waitForExecution(all.id);
	expect(run.error).toBeUndefined();
	expect(run.json('Send the message')).toEqual([
		{ text: `Won: Order 7, 1500\nhttps://${domain}/leads/detail/${id}` },
	]);
});

it('salesbot-answer', async () => {
	const all = await bring('salesbot-answer');
	const { subdomain } = all.account;
	await connect(place(all), all);
	const [entityId] = await emulator.seed(subdomain, 'leads', [{ name: 'Two chairs' }]);
	const [botId] = await emulator.seed(subdomain, 'bots', [{}]);
	const path = webhookPath(all.example, 'amoCrmWidgetTrigger') ?? '';
	await n8n.api.activate(all.id);
	await n8n.api.waitForWebhook(path);

	const { delivery } = await emulator.runWidgetRequest({
		...place(all),
		botId: Number(botId),
		url: n8n.api.webhookUrl(path),
		data: { search: 'chairs' },
		entityType: 'leads',
		entityId: Number(entityId),
	});
	expect(delivery).toMatchObject({ status: 200, inTime: true });

	const run = await n8n.api.waitForExecution(all.id);
	expect(run.error).toBeUndefined();
	const [continued] = await seen(all, 'bots/continued');
	expect(JSON.stringify(continued)).toContain('Your last order: Two chairs');
});

it('send-to-warehouse', async () => {
	const all = await bring('send-to-warehouse');
	const { subdomain } = all.account;
	await connect(place(all), all);
	const [id] = await emulator.seed(subdomain, 'leads', [{ name: 'Two chairs' }]);
	const made = await n8n.api.runManually(all.id, 'Once, by hand');
	expect(made.error).toBeUndefined();
	expect(made.json('Make the widget')).toMatchObject([
		{ fileName: 'widget.zip', locations: ['lcard-1', 'settings'] },
	]);
	const path = webhookPath(all.example, 'amoCrmWidgetTrigger') ?? '';
	await n8n.api.activate(all.id);
	await n8n.api.waitForWebhook(path);

	const card = { type: 'lead', id };
	const response = await fetch(n8n.api.webhookUrl(path), {
		method: 'POST',
		headers: {
			'content-type': 'application/json',
			'x-auth-token': await emulator.widgetToken(place(all)),
		},
		body: JSON.stringify({ action: 'button', card, cards: [card], settings: {} }),
	});

	expect(await response.json()).toEqual({
		text: 'Sent to the warehouse',
		table: { Order: `W-${id}`, Goods: 'Two chairs' },
	});
	expect(await seen(all, 'leads/notes')).toMatchObject([
		{ params: { text: `Sent to the warehouse: W-${id}` } },
	]);
});

it('ai-agent', async () => {
	const model = new ChatModel({ tool: 'Find_leads', values: { search: 'Romashka' } });
	const url = await model.open();
	try {
		const all = await bring('ai-agent', {
			openAiApi: await n8n.api.createCredential({
				name: uniqueName('OpenAI '),
				type: 'openAiApi',
				data: { apiKey: 'none', url },
			}),
		});
		await emulator.seed(all.account.subdomain, 'leads', [{ name: 'Romashka' }, { name: 'Vector' }]);

		const run = await n8n.api.runManually(all.id, 'Chat', {
			item: { sessionId: 'chat', action: 'sendMessage', chatInput: 'What is new with Romashka?' },
		});

		expect(run.error).toBeUndefined();
		const [{ output }] = run.json('Agent');
		expect(output).toContain('Romashka');
		expect(output).not.toContain('Vector');
		expect([...model.offered.keys()].sort()).toEqual(['Create_a_task', 'Find_leads']);
	} finally {
		model.close();
	}
});

describe('a chat channel of one’s own', () => {
	const app = new ClientApp();
	let appUrl: string;

	beforeAll(async () => {
		appUrl = await app.open();
	});

	afterAll(() => {
		app.close();
	});

	/** An example in an account to which the channel is connected. */
	async function bringChat(name: string, more: Credentials = {}) {
		const integration = await environment.newIntegration('none');
		const example = await readExample(name);
		const { parameters, webhookId } =
			example.nodes.find(({ type }) => type === nodeType('amoCrmChatTrigger')) ?? {};
		const hook = `${webhookId}/${String(parameters?.path)}`;
		const channel = await emulator.createChannel({
			integrationId: integration.id,
			hookUrl: n8n.api.webhookUrl(`${hook}/:scope_id`),
		});
		const amoCrmChatChannelApi = await n8n.api.createCredential(
			describeChannelCredential(channel, uniqueName('Channel ')),
		);
		const all = await bring(name, { amoCrmChatChannelApi, ...more }, (given) => {
			const told = JSON.stringify(given).replaceAll('https://messenger.example', appUrl);
			return JSON.parse(told) as Example;
		});
		await connect(place(all), all);
		const connecting = actionByToken('chat', 'connect', all.credentials.amoCrmTokenApi, {});
		Object.assign(connecting.credentials ?? {}, {
			amoCrmChatChannelApi: { id: amoCrmChatChannelApi.id, name: amoCrmChatChannelApi.name },
		});
		expect((await runOnce(environment, [connecting])).error).toBeUndefined();
		return { ...all, hook };
	}

	const texts = async ({ account }: Imported) =>
		(await emulator.chats(account.subdomain)).flatMap(({ messages }) =>
			messages.map(({ content }) => content.text),
		);

	const written = ({ account: { domain } }: Imported) => ({
		account: domain,
		chat: 'chat-1',
		user: 'user-1',
		name: 'Ann',
	});

	it('own-messenger: both ways, with statuses', async () => {
		const all = await bringChat('own-messenger');
		const { subdomain, domain } = all.account;
		await n8n.api.activate(all.id);
		await n8n.api.waitForWebhook(`${all.hook}/scope`);

		await call('messenger', { ...written(all), id: 'm-1', text: 'Do you deliver?' });

		const [{ id: chatId }] = await until('the chat', async () => {
			const chats = await emulator.chats(subdomain);
			return chats.length > 0 ? chats : undefined;
		});
		expect(await texts(all)).toEqual(['Do you deliver?']);

		const statusOf = async (messageId: string, wanted: number) =>
			await until(`the status ${wanted}`, async () => {
				const [{ messages }] = await emulator.chats(subdomain);
				const status = messages.find(({ id }) => id === messageId)?.status;
				return status === wanted ? true : undefined;
			});
		const [answered] = await emulator.sendFromCard({ subdomain, chatId, text: 'Yes' });
		expect(await app.next()).toMatchObject({ chat: 'chat-1', text: 'Yes' });
		await statusOf(answered, 1);
		await call('messenger-read', { account: domain, message: answered });
		await statusOf(answered, 2);

		app.isOpen = false;
		const [refused] = await emulator.sendFromCard({ subdomain, chatId, text: 'Are you there?' });
		await statusOf(refused, -1);
		app.isOpen = true;
	});

	it('ai-agent-chat: answers until a manager has', async () => {
		const model = new ChatModel();
		const url = await model.open();
		try {
			const all = await bringChat('ai-agent-chat', {
				openAiApi: await n8n.api.createCredential({
					name: uniqueName('OpenAI '),
					type: 'openAiApi',
					data: { apiKey: 'none', url },
				}),
			});
			const { subdomain } = all.account;
			await n8n.api.activate(all.id);

			await call('messenger-ai', { ...written(all), id: 'm-1', text: 'Do you deliver?' });

			expect(await app.next()).toMatchObject({ chat: 'chat-1', text: ChatModel.PLAIN_ANSWER });
			const run = await n8n.api.waitForExecution(all.id);
			expect(run.error).toBeUndefined();
			expect(await texts(all)).toEqual(['Do you deliver?', ChatModel.PLAIN_ANSWER]);

			const [{ id: chatId }] = await emulator.chats(subdomain);
			await emulator.sendFromCard({ subdomain, chatId, text: 'Mary here' });
			await call('messenger-ai', { ...written(all), id: 'm-2', text: 'And to Kazan?' });

			const second = await n8n.api.waitForExecution(all.id, { after: run.id });
			expect(second.error).toBeUndefined();
			expect(second.nodes).not.toContain('Agent');
			expect(app.hasNews).toBe(false);
		} finally {
			model.close();
		}
	});

	it('import-chat-history: run twice, nothing is there twice', async () => {
		const all = await bringChat('import-chat-history');

		const runs = [
			await n8n.api.runManually(all.id, 'Run once'),
			await n8n.api.runManually(all.id, 'Run once'),
		];

		expect(runs.map(({ error }) => error)).toEqual([undefined, undefined]);
		expect(await texts(all)).toEqual([
			'Do you deliver to Kazan?',
			'Yes, in three days.',
			'Is it in stock?',
		]);
		expect(runs[1].json('Import').map(({ imported }) => imported)).toEqual([false, false, false]);
	});
});
