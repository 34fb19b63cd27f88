import { startEmulator, type RunningEmulator } from '../../test/emulator/spawn';
import type { EmulatorAddress } from '../../test/emulator/types';
import { startN8n, type N8n, type N8nOptions } from './n8n';

export interface OpenWorld {
	emulator: RunningEmulator;
	n8n: N8n;
}

export function addressOf({ proxyUrl, controlUrl, caFile }: EmulatorAddress): EmulatorAddress {
	return { proxyUrl, controlUrl, caFile };
}

/** The emulator, and an n8n with an owner for which amoCRM is that emulator. */
export class World {
	private readonly stops: Array<() => Promise<void>> = [];

	/** Something of it runs. */
	get isOpen(): boolean {
		return this.stops.length > 0;
	}

	/** If it fails half-way, `close` stops what had started. */
	async open(options: Omit<N8nOptions, 'proxyUrl' | 'caFile'>): Promise<OpenWorld> {
		const emulator = await startEmulator();
		this.stops.push(async () => await emulator.stop());
		const { proxyUrl, caFile } = emulator;
		const n8n = await startN8n({ ...options, proxyUrl, caFile });
		this.stops.push(async () => await n8n.stop());
		await n8n.api.ensureOwner();
		return { emulator, n8n };
	}

	async close(): Promise<void> {
		for (const stop of this.stops.splice(0).reverse()) await stop();
	}
}
