import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Argv, CommandOptions } from './command';
import { onExit } from './onExit';

const isWindows = process.platform === 'win32';

/** A long-running program with children of its own: stopped as a whole, also when this process ends. */
export class LongRunning {
	private readonly child: ChildProcess;

	constructor(argv: Argv, options: CommandOptions, onOutput: (text: string) => void) {
		const [command, ...args] = argv;
		this.child = spawn(command, args, {
			...options,
			stdio: ['ignore', 'pipe', 'pipe'],
			// A process group of its own: Ctrl-C reaches us only, and a signal of ours reaches all of it.
			detached: !isWindows,
		});
		for (const stream of [this.child.stdout, this.child.stderr]) {
			stream?.setEncoding('utf8').on('data', onOutput);
		}
		this.child.once(
			'exit',
			onExit(() => this.signal('SIGKILL')),
		);
	}

	get pid(): number | undefined {
		return this.child.pid;
	}

	get hasEnded(): boolean {
		return this.child.exitCode !== null || this.child.signalCode !== null;
	}

	private signal(signal: NodeJS.Signals): void {
		if (this.child.pid === undefined) return;
		try {
			if (isWindows) this.child.kill(signal);
			else process.kill(-this.child.pid, signal);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
		}
	}

	private async ended(): Promise<void> {
		if (!this.hasEnded) await once(this.child, 'exit');
	}

	/** Asks it to end, and ends it after some seconds. */
	async stop(patienceMs = 15_000): Promise<void> {
		if (this.hasEnded) return;
		this.signal('SIGTERM');
		await Promise.race([this.ended(), sleep(patienceMs, undefined, { ref: false })]);
		await this.kill();
	}

	/** What a power cut does. */
	async kill(): Promise<void> {
		this.signal('SIGKILL');
		await this.ended();
	}
}
