import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { omit } from 'lodash';
import { EmulatorClient } from './client';
import type { EmulatorAddress } from './types';

export interface SpawnOptions {
	/** 0 or nothing: any free port. */
	proxyPort?: number;
	controlPort?: number;
	/** A folder that exists; the CA's certificate is put there. */
	stateDir?: string;
}

export interface RunningEmulator extends EmulatorAddress {
	client: EmulatorClient;
	stop(): Promise<void>;
}

const ROOT = join(__dirname, '..');

/** Runs the emulator as a program of its own, which dies with this one. */
export async function startEmulator(options: SpawnOptions = {}): Promise<RunningEmulator> {
	const { proxyPort = 0, controlPort = 0, stateDir } = options;
	const flags = ['--proxy-port', String(proxyPort), '--control-port', String(controlPort)];
	if (stateDir) flags.push('--ca-file', join(stateDir, 'emulator-ca.pem'));
	const program = join(__dirname, 'main.ts');
	const child = spawn(
		process.execPath,
		['--import', 'tsx', program, '--exit-with-parent', ...flags],
		{
			cwd: ROOT,
			stdio: ['pipe', 'pipe', 'pipe'], // A test runner's own Node options are not meant for this child.
			env: omit(process.env, 'NODE_OPTIONS'),
		},
	);
	const address = await readAddress(child);
	return {
		...address,
		client: new EmulatorClient(address.controlUrl),
		async stop() {
			if (child.exitCode !== null || child.signalCode !== null) return;
			const gone = once(child, 'exit');
			child.kill('SIGTERM');
			await gone;
		},
	};
}

async function readAddress(child: ChildProcess): Promise<EmulatorAddress> {
	let complaints = '';
	child.stderr?.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
	const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
	return await new Promise<EmulatorAddress>((resolve, reject) => {
		lines.once('line', (line) => resolve(JSON.parse(line) as EmulatorAddress));
		child.once('error', reject);
		child.once('exit', (code) =>
			reject(new Error(`The emulator did not start (exit code ${code}). ${complaints.trim()}`)),
		);
	});
}
