import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EmulatorClient } from '../emulator/client';
import type { Credentials } from '../tools/n8n/examples';
import { N8nClient } from '../tools/n8n/n8nClient';
import type { N8nSession } from '../tools/n8n/n8nHttp';
import { root } from '../tools/system/paths';

/** What `npm start` leaves for `npm run play`. */
export interface PlaygroundAddress {
	n8n: { url: string; session: N8nSession };
	emulator: { controlUrl: string };
	integrationId: string;
	/** The workflow that starts when an account installs the integration. */
	workflowId: string;
	/** The one that starts when a lead is won in the first account. */
	wonWorkflowId: string;
	messenger: PlayedMessenger;
}

/** The example of a messenger of one's own. */
export interface PlayedMessenger {
	workflowId: string;
	/** Of its webhook: what a client writes. */
	url: string;
	/** What connects the channel to an account. */
	credentials: Credentials;
}

/** Where the package keeps the accounts. */
export const ACCOUNTS_TABLE = 'amocrm_accounts';

export const playgroundFolder = join(root, '.playground');
const addressFile = join(playgroundFolder, 'address.json');

export async function writeAddress(address: PlaygroundAddress): Promise<void> {
	await mkdir(dirname(addressFile), { recursive: true });
	await writeFile(addressFile, JSON.stringify(address), { mode: 0o600 });
}

export async function removeAddress(): Promise<void> {
	await rm(addressFile, { force: true });
}

/** The two sides of a scene. */
export interface Stage {
	n8n: N8nClient;
	emulator: EmulatorClient;
	integrationId: string;
	workflowId: string;
	wonWorkflowId: string;
	messenger: PlayedMessenger;
}

export function stageAt({ n8n, emulator, ...rest }: PlaygroundAddress): Stage {
	return {
		n8n: new N8nClient(n8n.url, n8n.session),
		emulator: new EmulatorClient(emulator.controlUrl),
		...rest,
	};
}

/** The playground that runs in another terminal. */
export async function runningPlayground(): Promise<Stage> {
	const text = await readFile(addressFile, 'utf8').catch(() => undefined);
	const stage = text === undefined ? undefined : stageAt(JSON.parse(text) as PlaygroundAddress);
	if (stage === undefined || !(await stage.n8n.isReady())) {
		throw new Error(
			'The playground is not running. Start it with `npm start` in another terminal.',
		);
	}
	return stage;
}
