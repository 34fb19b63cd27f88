import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { Call } from './ask';
import type { Difference } from './compare';

/** What a run has done, so that another can go on. It stays on this machine. */
interface State {
	domain: string;
	calls: number;
	/** By call: what was found. */
	done: Record<string, Difference[]>;
	/** Calls that were answered 403: they are not made again. */
	forbidden: string[];
}

/** Written in one go: what is read later is whole, whenever this one was killed. */
export function writeWhole(path: string, content: string): void {
	mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
	writeFileSync(`${path}.new`, content, { mode: 0o600, flush: true });
	renameSync(`${path}.new`, path);
}

export function readIfThere(path: string): string | undefined {
	try {
		return readFileSync(path, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
		throw error;
	}
}

const textOf = ({ method, path }: Pick<Call, 'method' | 'path'>) => `${method} ${path}`;

const keyOf = (read: string, asks: string) => `${read} | ${asks}`;

/** How far the reading of an account has come. */
export class Progress {
	private readonly path: string;
	private readonly state: State;
	/** What was done before this run. */
	private readonly earlier: Set<string>;

	constructor(folder: string, domain: string, { isNew = false } = {}) {
		this.path = join(folder, 'private', 'progress.json');
		const saved = isNew ? undefined : readIfThere(this.path);
		const state = saved === undefined ? undefined : (JSON.parse(saved) as State);
		this.state = state?.domain === domain ? state : { domain, calls: 0, done: {}, forbidden: [] };
		this.earlier = new Set(Object.keys(this.state.done));
	}

	get isBegun(): boolean {
		return this.state.calls > 0;
	}

	get calls(): number {
		return this.state.calls;
	}

	get differences(): Difference[] {
		return Object.values(this.state.done).flat();
	}

	isDone(read: string, asks: string): boolean {
		return this.earlier.has(keyOf(read, asks));
	}

	isForbidden(call: Pick<Call, 'method' | 'path'>): boolean {
		return this.state.forbidden.includes(textOf(call));
	}

	count(): void {
		this.state.calls += 1;
	}

	note(read: string, asks: string, differences: Difference[]): void {
		const key = keyOf(read, asks);
		this.state.done[key] = [...(this.state.done[key] ?? []), ...differences];
		this.save();
	}

	forbid(call: Pick<Call, 'method' | 'path'>): void {
		this.state.forbidden.push(textOf(call));
		this.save();
	}

	private save(): void {
		writeWhole(this.path, JSON.stringify(this.state));
	}

	/** The next run begins anew. */
	forget(): void {
		rmSync(this.path, { force: true });
	}
}
