import type { N8nSession } from '../../../tools/n8n/n8nHttp';
import type { EmulatorAddress } from '../../../emulator/types';

/** Where the stage stands: what the process that set it up tells the tests. */
export interface StageAddress {
	/** The host's own doors: to start and stop n8n's processes, and to their output. */
	hostUrl: string;
	emulator: EmulatorAddress;
	n8n: { url: string; folder: string; session: N8nSession };
}

const variable = 'E2E_STAGE';

/** Processes and tests started from here on inherit it. */
export function publishAddress(address: StageAddress): void {
	process.env[variable] = JSON.stringify(address);
}

export function readAddress(): StageAddress {
	const text = process.env[variable];
	if (text === undefined)
		throw new Error('There is no stage: run this as `jest --selectProjects e2e` (or `queue`).');
	return JSON.parse(text) as StageAddress;
}
