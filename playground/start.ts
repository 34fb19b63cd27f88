import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Integration } from '../emulator/types';
import {
	importExample,
	installPath,
	listExamples,
	readExample,
	type Credentials,
} from '../tools/n8n/examples';
import { nodeType } from '../tools/system/manifest';
import { MESSENGER_URL } from './messenger';
import { describeChannelCredential } from '../tools/n8n/channelCredential';
import { provideIntegrationCredential } from '../tools/n8n/integrationCredential';
import { requireN8nPort } from '../tools/n8n/n8n';
import { owner } from '../tools/n8n/n8nClient';
import { packPackage } from '../tools/system/pack';
import { printLine as say, withCount } from '../tools/system/progress';
import { ensureN8n, n8nInstallCost } from '../tools/n8n/cache';
import { installByWidget } from './scenes';
import {
	ACCOUNTS_TABLE,
	playgroundFolder,
	removeAddress,
	runningPlayground,
	stageAt,
	writeAddress,
	type PlaygroundAddress,
} from './session';
import { printScene } from './print';
import { describeTokenCredential } from '../tools/n8n/tokenCredential';
import { Environment, type OpenEnvironment } from '../tools/n8n/environment';

const accounts = [
	{ subdomain: 'romashka', name: 'Romashka' },
	{ subdomain: 'vector', name: 'Vector' },
	{ subdomain: 'mayak', name: 'Mayak', timeZone: 'Asia/Vladivostok' },
];

const { values: flags } = parseArgs({
	options: {
		port: { type: 'string', default: process.env.N8N_PORT ?? '5678' },
		keep: { type: 'boolean', default: false },
	},
});

const environment = new Environment();

async function close(): Promise<void> {
	if (environment.isOpen) {
		say('\nStopping n8n and the emulator ...');
		await removeAddress();
		await environment.close();
		say('Stopped.');
	}
	process.exit();
}

async function requireNoOther(): Promise<void> {
	const other = await runningPlayground().catch(() => undefined);
	if (other === undefined) return;
	throw new Error('A playground is running already in this checkout. Stop it with Ctrl-C first.');
}

/** The emulator starts empty each time, so what n8n kept of its accounts is void. */
async function openWorld(port: number): Promise<OpenEnvironment> {
	if (!flags.keep) await rm(playgroundFolder, { recursive: true, force: true });
	const tarball = await packPackage(say);
	await ensureN8n(say);
	const folder = join(playgroundFolder, 'n8n');
	const opened = await withCount(
		say,
		'Starting the amoCRM emulator and n8n',
		async () => await environment.open({ folder, port, tarball }),
	);
	await opened.n8n.api.deleteTable(ACCOUNTS_TABLE);
	say(`n8n is up at ${opened.n8n.url}`);
	return opened;
}

/** The integration as a developer registers it in amoCRM: it sends the installations to this workflow. */
async function prepareAmoCrm({ emulator, n8n }: OpenEnvironment, path: string) {
	const address = n8n.api.webhookUrl(path);
	for (const account of accounts) await emulator.client.createAccount(account);
	return await emulator.client.createIntegration({
		name: 'Playground',
		redirectUri: address,
		disableUri: address,
	});
}

/** The example whose client is played in a terminal. */
const MESSENGER = 'own-messenger';

interface Pathed {
	path?: string;
}

/** A channel whose hooks lead to the example's trigger. */
async function registerChannel({ emulator, n8n }: OpenEnvironment, integrationId: string) {
	const { nodes } = await readExample(MESSENGER);
	const trigger = nodes.find(({ type }) => type === nodeType('amoCrmChatTrigger'));
	const { path } = trigger?.parameters as Pathed;
	const hookUrl = n8n.api.webhookUrl(`${trigger?.webhookId}/${path}/:scope_id`);
	return await emulator.client.createChannel({ integrationId, hookUrl });
}

/** What the examples work with: the integration, its channel of chats, and the token of the first account. */
async function provideCredentials(opened: OpenEnvironment, integration: Integration) {
	const { emulator, n8n } = opened;
	const channel = await registerChannel(opened, integration.id);
	const account = await emulator.client.account(accounts[0].subdomain);
	const name = 'amoCRM account';
	const token = await describeTokenCredential(emulator.client, account, name);
	return {
		amoCrmIntegrationApi: await provideIntegrationCredential(n8n, {
			name: 'amoCRM integration',
			integration,
		}),
		amoCrmTokenApi: await n8n.api.provideCredential(token),
		amoCrmChatChannelApi: await n8n.api.provideCredential(
			describeChannelCredential(channel, 'amoCRM chat channel'),
		),
	};
}

/** It sends a manager's answers to the terminal of `npm run play -- chat`. */
async function importMessenger({ api }: OpenEnvironment['n8n'], credentials: Credentials) {
	const example = await readExample(MESSENGER);
	const nodes = example.nodes.map((node) =>
		node.type === 'n8n-nodes-base.httpRequest'
			? { ...node, parameters: { ...node.parameters, url: MESSENGER_URL } }
			: node,
	);
	const workflowId = await importExample(api, { ...example, nodes, active: true }, credentials);
	const { parameters } = nodes.find(({ name }) => name === 'Client writes') ?? {};
	const { path = '' } = (parameters ?? {}) as Pathed;
	await api.waitForWebhook(path);
	return { workflowId, url: api.webhookUrl(path), credentials };
}

/** The example that installations start. */
const WELCOME = 'welcome-account';

async function importExamples(opened: OpenEnvironment) {
	const path = installPath(await readExample(WELCOME)) ?? '';
	const integration = await prepareAmoCrm(opened, path);
	const credentials = await provideCredentials(opened, integration);
	const ids = new Map<string, string>();
	const active: string[] = [(await readExample(MESSENGER)).name];
	const messenger = await importMessenger(opened.n8n, credentials);
	for (const name of (await listExamples()).filter((one) => one !== MESSENGER)) {
		const example = await readExample(name);
		ids.set(name, await importExample(opened.n8n.api, example, credentials));
		if (example.active) active.push(example.name);
	}
	say(`Imported ${ids.size + 1} examples, ${active.length} of them active: ${active.join('; ')}.`);
	await opened.n8n.api.waitForWebhook(path);
	return {
		integrationId: integration.id,
		workflowId: ids.get(WELCOME) ?? '',
		wonWorkflowId: ids.get('stage-change-message') ?? '',
		messenger,
	};
}

async function prepare(opened: OpenEnvironment): Promise<PlaygroundAddress> {
	return {
		...(await importExamples(opened)),
		n8n: { url: opened.n8n.url, session: await opened.n8n.api.session() },
		emulator: { controlUrl: opened.emulator.controlUrl },
	};
}

function help(url: string): string {
	return `
n8n is open at     ${url}
  e-mail           ${owner.email}
  password         ${owner.password}

In another terminal:
  npm run play -- widget vector      another account installs the widget
  npm run play -- button mayak       ... or comes through a button on a site
  npm run play -- refuse             a person refuses
  npm run play -- disable vector     an account disables the integration
  npm run play -- win romashka       a person wins a lead, and a webhook tells of it
  npm run play -- upload widget.zip  a builder uploads a widget, and an account installs it
  npm run play -- chat romashka      a client writes in a messenger of one's own, and reads the answers
Any account name will do: a new one is created.

Ctrl-C stops everything.`;
}

/** Measured on two cores. */
const startTakes = 'about a minute';

async function tellHowLong(): Promise<void> {
	const cost = await n8nInstallCost();
	say(
		cost === undefined
			? `This takes ${startTakes}.`
			: `The first start installs n8n (${cost}) in your cache folder; later ones take ${startTakes}.`,
	);
}

async function start(): Promise<void> {
	await requireNoOther();
	const port = await requireN8nPort(Number(flags.port));
	await tellHowLong();
	const opened = await openWorld(port);
	const address = await prepare(opened);
	await writeAddress(address);
	const [{ subdomain, name }] = accounts;
	say(`\nThe account ${subdomain}.amocrm.ru (${name}) installs the widget:`);
	printScene(await installByWidget(stageAt(address), subdomain), say);
	say(help(opened.n8n.url));
}

let closing: Promise<void> | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.on(signal, () => (closing ??= close()));
}

start().catch(async (error: Error) => {
	if (closing !== undefined) return;
	say(error.message);
	process.exitCode = 1;
	await (closing = close());
});
