import { startEmulator, type RunningEmulator } from '../../test/emulator/spawn';
import type { EmulatorAddress } from '../../test/emulator/types';
import { CleanUps } from './cleanUps';
import { startN8n, type N8n, type N8nOptions, type StartN8n } from './n8n';
import { temporaryFolder } from './temporaryFolder';

export interface OpenWorld {
	emulator: RunningEmulator;
	n8n: N8n;
}

export function addressOf({ proxyUrl, controlUrl, caFile }: EmulatorAddress): EmulatorAddress {
	return { proxyUrl, controlUrl, caFile };
}

/** The emulator, and an n8n with an owner for which amoCRM is that emulator. */
export class World {
	private readonly cleanUps = new CleanUps();

	constructor(private readonly start: StartN8n = startN8n) {}

	/** Something of it runs. */
	get isOpen(): boolean {
		return !this.cleanUps.isEmpty;
	}

	/** If it fails half-way, `close` stops what had started. */
	async open(options: Omit<N8nOptions, 'proxyUrl' | 'caFile'>): Promise<OpenWorld> {
		const stateDir = await temporaryFolder('amocrm-emulator');
		this.cleanUps.add(() => stateDir.remove());
		const emulator = await startEmulator({ stateDir: stateDir.path });
		this.cleanUps.add(async () => await emulator.stop());
		const { proxyUrl, caFile } = emulator;
		const n8n = await this.start({ ...options, proxyUrl, caFile });
		this.cleanUps.add(async () => await n8n.stop());
		await n8n.api.ensureOwner();
		return { emulator, n8n };
	}

	async close(): Promise<void> {
		await this.cleanUps.run();
	}
}
