import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { createInterface } from 'node:readline';
import { json } from 'node:stream/consumers';
import { pick } from 'lodash';
import type { Account } from '../emulator/types';
import { byDomain, chained, manualTrigger } from '../tools/n8n/nodes';
import { nodeType } from '../tools/system/manifest';
import type { Progress } from '../tools/system/progress';
import { printScene } from './print';
import { installByWidget, provideAccount } from './scenes';
import type { Stage } from './session';

/** Where `npm run play -- chat` listens for what the example sends to the messenger. */
const MESSENGER_PORT = 5691;

export const MESSENGER_URL = `http://127.0.0.1:${MESSENGER_PORT}/messages`;

interface Answer {
	chat?: string;
	text?: string;
	file?: string;
}

/** Receives what the example sends to the messenger: a manager's answers. */
async function listen(tell: Progress): Promise<Server> {
	const server = createServer((request, response) => {
		json(request).then(
			(body) => {
				const { text, file } = body as Answer;
				tell(`  manager: ${[text, file].filter(Boolean).join(' ')}`);
				response.end();
			},
			() => response.writeHead(400).end(),
		);
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject).listen(MESSENGER_PORT, '127.0.0.1', resolve);
	});
	return server;
}

async function connect(stage: Stage, account: Account, tell: Progress): Promise<void> {
	const { emulator, n8n, integrationId } = stage;
	const { subdomain, domain } = account;
	const grants = await emulator.grants({ integrationId, subdomain });
	if (!grants.some(({ active }) => active)) {
		printScene(await installByWidget(stage, subdomain), tell);
	}
	const connecting = chained([
		manualTrigger,
		{
			name: 'Connect',
			type: nodeType('amoCrm'),
			parameters: {
				authentication: 'installedAccount',
				account: byDomain(domain),
				resource: 'chat',
				operation: 'connect',
			},
			credentials: pick(stage.messenger.credentials, [
				'amoCrmIntegrationApi',
				'amoCrmChatChannelApi',
			]),
		},
	]);
	const { id } = await n8n.createWorkflow({
		name: `Connect the chats of ${domain}`,
		...connecting,
	});
	const run = await n8n.runManually(id, manualTrigger.name);
	if (run.error) throw new Error(`The channel was not connected: ${run.error.message}`);
}

/** The client writes: the messenger calls the example's webhook. */
async function write({ n8n, messenger }: Stage, { domain }: Account, text: string): Promise<void> {
	const { workflowId, url } = messenger;
	const after = (await n8n.executions(workflowId)).at(-1)?.id ?? 0;
	const body = {
		account: domain,
		chat: 'terminal',
		user: 'ann',
		name: 'Ann',
		id: randomUUID(),
		text,
	};
	await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	const run = await n8n.waitForExecution(workflowId, { after });
	if (run.error) throw new Error(`The message was not sent: ${run.error.message}`);
}

/**
 * A client's messenger in the terminal, which the example "A messenger of your own" ties to the account; a manager
 * answers on the emulator's page.
 * @param words what the client says; nothing: line by line what is typed
 */
export async function chat(
	stage: Stage,
	tell: Progress,
	name: string,
	...words: string[]
): Promise<void> {
	const account = await provideAccount(stage, name);
	await connect(stage, account, tell);
	tell(`  the card's chat  ${stage.emulator.chatsUrl(account.subdomain)}`);
	if (words.length > 0) return await write(stage, account, words.join(' '));
	tell('  Write as the client, Ann; answer as the manager on that page. Ctrl-C ends.');
	const server = await listen(tell);
	for await (const line of createInterface({ input: process.stdin })) {
		if (line.trim() !== '') await write(stage, account, line);
	}
	server.close();
}
