import { setTimeout as sleep } from 'node:timers/promises';
import { LongRunning } from '../system/childProcess';
import type { Argv, CommandOptions } from '../system/command';

/** A program that serves others once it is ready. */
export interface ServiceDescription {
	/** For messages. */
	name: string;
	argv: Argv;
	options: CommandOptions;
	/** `output` is what it has said since it was started. */
	isReady: (output: string) => boolean | Promise<boolean>;
}

const startTimeoutMs = 600_000;

/** Runs, stops, crashes and comes back. */
export class Service {
	private process?: LongRunning;
	private log = '';

	constructor(private readonly description: ServiceDescription) {}

	/** All that it said on stdout and stderr, restarts included. */
	output(): string {
		return this.log;
	}

	/** Of the process that runs now, or ran last. */
	get pid(): number | undefined {
		return this.process?.pid;
	}

	async start(): Promise<void> {
		const { argv, options } = this.description;
		const alreadySaid = this.log.length;
		const child = new LongRunning(argv, options, (text) => {
			this.log += text;
		});
		this.process = child;
		try {
			await this.untilReady(child, alreadySaid);
		} catch (error) {
			await child.kill();
			throw error;
		}
	}

	async stop(): Promise<void> {
		await this.process?.stop();
	}

	/** SIGKILL: what a crash leaves behind. */
	async kill(): Promise<void> {
		await this.process?.kill();
	}

	async restart(): Promise<void> {
		await this.stop();
		await this.start();
	}

	private async untilReady(child: LongRunning, alreadySaid: number): Promise<void> {
		const { name, isReady } = this.description;
		const deadline = Date.now() + startTimeoutMs;
		while (!(await isReady(this.log.slice(alreadySaid)))) {
			if (child.hasEnded) throw new Error(`${name} ended while starting:\n${this.lastLines()}`);
			if (Date.now() > deadline) {
				throw new Error(`${name} does not get ready:\n${this.lastLines()}`);
			}
			await sleep(200);
		}
	}

	private lastLines(): string {
		return this.log.trimEnd().split('\n').slice(-30).join('\n');
	}
}
