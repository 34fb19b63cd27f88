import { startEmulator, type RunningEmulator } from '../../emulator/spawn';
import type { EmulatorAddress } from '../../emulator/types';
import { CleanUps } from '../system/cleanUps';
import { startN8n, type N8n, type N8nOptions, type StartN8n } from './n8n';
import { temporaryFolder } from '../system/temporaryFolder';

export interface OpenEnvironment {
	emulator: RunningEmulator;
	n8n: N8n;
}

export function addressOf({ proxyUrl, controlUrl, caFile }: EmulatorAddress): EmulatorAddress {
	return { proxyUrl, controlUrl, caFile };
}

/** The emulator, and an n8n with an owner for which amoCRM is that emulator. */
export class Environment {
	private readonly cleanUps = new CleanUps();

	constructor(private readonly start: StartN8n = startN8n) {}

	/** Something of it runs. */
	get isOpen(): boolean {
		return !this.cleanUps.isEmpty;
	}

	/** If it fails half-way, `close` stops what had started. */
	async open(options: Omit<N8nOptions, 'proxyUrl' | 'caFile'>): Promise<OpenEnvironment> {
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
