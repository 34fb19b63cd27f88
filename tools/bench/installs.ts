import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { chained, installTrigger, webhookTrigger, type NodeToCreate } from '../n8n/nodes';
import type { Delivery, Integration } from '../../emulator/types';
import { createIntegrationCredential } from '../n8n/integrationCredential';
import type { CreatedCredential } from '../n8n/n8nClient';
import {
	clock,
	COLUMNS_OF_INSTALLS,
	connectAccount,
	hooksPath,
	noteCall,
	respond,
	smallestTrigger,
} from './nodes';
import type { NotingPlace } from './smallestTrigger';
import type { BenchStage } from './stage';

/** What all workflows do after they have started. */
const after = clock('After', '{ at: Date.now() }');

/** Where an integration sends those who install it. */
export interface Entrance {
	integrationId: string;
}

/** One whose address may be called by others, too. */
interface OpenEntrance extends Entrance {
	url: string;
}

/** The bench's own trigger, which takes hooks of chats as well. */
interface SmallestEntrance extends OpenEntrance {
	/** Below it each scope has its address. */
	hooksUrl: string;
}

const benchName = (path: string) => `Bench ${path}`;

/** An integration of its own, which is installed at this path. */
const integrationAt = async ({ n8n, emulator }: BenchStage, path: string): Promise<Integration> =>
	await emulator.createIntegration({
		name: benchName(path),
		redirectUri: n8n.api.webhookUrl(path),
	});

async function activate(stage: BenchStage, path: string, started: NodeToCreate[]): Promise<string> {
	const { nodes, connections } = chained([...started, after]);
	return await stage.activate(nodes, connections, path);
}

/** An active workflow of these nodes, at whose path an integration of its own is installed. */
async function openWorkflow(
	stage: BenchStage,
	path: string,
	nodesFor: (integration: Integration) => NodeToCreate[],
): Promise<OpenEntrance> {
	const integration = await integrationAt(stage, path);
	const url = await activate(stage, path, nodesFor(integration));
	return { integrationId: integration.id, url };
}

/** An integration whose accounts our trigger connects. */
export interface Fleet extends Entrance {
	integration: Integration;
	/** By it nodes act in its accounts. */
	credential: CreatedCredential;
	/** Of the trigger's webhook. */
	path: string;
}

/** Our trigger. */
export async function openInstallTrigger(stage: BenchStage): Promise<Fleet> {
	const webhookId = randomUUID();
	const path = `${webhookId}/amocrm`;
	const integration = await integrationAt(stage, path);
	const name = `Bench ${integration.id.slice(0, 8)}`;
	const credential = await createIntegrationCredential(stage.n8n, { name, integration });
	await activate(stage, path, [installTrigger(webhookId, credential, { events: ['installed'] })]);
	return { integrationId: integration.id, integration, credential, path };
}

/** The Webhook node, which answers at once. */
export async function openWebhook(stage: BenchStage): Promise<Entrance> {
	const path = randomUUID();
	return await openWorkflow(stage, path, () => [webhookTrigger(path)]);
}

/** The Webhook node with an answer that is an expression: at its calls n8n does what it does at those of our trigger. */
export async function openEvaluatingWebhook(stage: BenchStage): Promise<Entrance> {
	const path = randomUUID();
	const webhook = webhookTrigger(path);
	webhook.parameters.options = { responseData: "={{ 'OK' }}" };
	return await openWorkflow(stage, path, () => [webhook]);
}

async function openNoting(
	stage: BenchStage,
	path: string,
	more: (tableId: string, integration: Integration) => NodeToCreate[],
): Promise<Entrance> {
	const { id } = await stage.n8n.api.createTable(benchName(path), COLUMNS_OF_INSTALLS);
	const webhook = webhookTrigger(path);
	webhook.parameters.responseMode = 'responseNode';
	return await openWorkflow(stage, path, (integration) => [
		webhook,
		noteCall(id),
		respond,
		...more(id, integration),
	]);
}

/** Nodes that put the call into a data table before it is answered. */
export const openNotingWebhook = async (stage: BenchStage): Promise<Entrance> =>
	await openNoting(stage, randomUUID(), () => []);

async function openSmallest(stage: BenchStage, place?: NotingPlace): Promise<SmallestEntrance> {
	const webhookId = randomUUID();
	const opened = await openWorkflow(stage, `${webhookId}/smallest`, () => [
		smallestTrigger(webhookId, place),
	]);
	const hooksUrl = stage.n8n.api.webhookUrl(`${webhookId}/${hooksPath(webhookId)}`);
	return { ...opened, hooksUrl };
}

/** The smallest trigger that a community package can have: it answers at once. */
export const openSmallestTrigger = async (stage: BenchStage): Promise<Entrance> =>
	await openSmallest(stage);

/** The same, if it notes the call down before it answers. */
export async function openSmallestNotingTrigger(stage: BenchStage): Promise<SmallestEntrance> {
	const { api, url } = stage.n8n;
	const { id } = await api.createTable(benchName(randomUUID()), COLUMNS_OF_INSTALLS);
	const { apiKey } = await api.session();
	return await openSmallest(stage, { rowsUrl: `${url}/api/v1/data-tables/${id}/rows`, apiKey });
}

/** An entrance behind which accounts are connected by nodes of n8n's own. */
export interface ConnectingEntrance extends Entrance {
	table: string;
}

/** Nodes that do what our trigger does: they go on to exchange the code, and keep the tokens and the account's name. */
export async function openConnectingWebhook(stage: BenchStage): Promise<ConnectingEntrance> {
	const path = randomUUID();
	return { ...(await openNoting(stage, path, connectAccount)), table: benchName(path) };
}

/** @returns their subdomains */
export async function newAccounts({ emulator }: BenchStage, amount: number): Promise<string[]> {
	const run = randomUUID().slice(0, 8);
	const names = Array.from({ length: amount }, (_, index) => `bench-${run}-${index}`);
	for (const subdomain of names) await emulator.createAccount({ subdomain });
	return names;
}

/** Installs the widget in one account after another, so many a second, whatever the answers. */
export async function installAll(
	{ emulator }: BenchStage,
	{ integrationId }: Entrance,
	accounts: string[],
	perSecond: number,
): Promise<Delivery[]> {
	const started = performance.now();
	return await Promise.all(
		accounts.map(async (subdomain, index) => {
			const due = started + (index * 1000) / perSecond;
			await sleep(Math.max(due - performance.now(), 0));
			return await emulator.installWidget({ integrationId, subdomain });
		}),
	);
}

/** How many accounts our trigger has connected by now. */
async function countConnected({ n8n }: BenchStage, { integrationId }: Entrance): Promise<number> {
	const rows = await n8n.api.tableRows('amocrm_accounts');
	return rows.filter((row) => row.integration_id === integrationId && row.status === 'installed')
		.length;
}

/** How many accounts n8n's own nodes have connected by now. */
export async function countNamed({ n8n }: BenchStage, { table }: ConnectingEntrance) {
	return (await n8n.api.tableRows(table)).filter(({ name }) => name).length;
}

const CONNECTING_MS = 60_000;
const LOOK_EVERY_MS = 2_000;

/** Waits until so many accounts are connected, but not for ever. */
export async function waitForConnected(
	stage: BenchStage,
	entrance: Entrance,
	expected: number,
): Promise<number> {
	const deadline = Date.now() + CONNECTING_MS;
	for (;;) {
		const connected = await countConnected(stage, entrance);
		if (connected >= expected || Date.now() > deadline) return connected;
		await sleep(LOOK_EVERY_MS);
	}
}
