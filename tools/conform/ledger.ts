import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import { readIfThere, writeWhole } from './progress';

/** Something that a run makes in the account. */
export interface Entry {
	/** Of the step that makes it. */
	step: string;
	/** Kind of thing: `lead`. */
	kind: string;
	/** Its name in the account, which nothing else has. */
	mark: string;
	/**
	 * `intended`: it may have been made; written before the request leaves. `made`: it is there. `gone`: it was removed, or
	 * it was never made. `left`: amoCRM does not let it be removed.
	 */
	state: 'intended' | 'made' | 'gone' | 'left';
	id?: string;
	/** Where a person finds it. */
	page?: string;
}

interface Book {
	domain: string;
	/** In every name that this run gives. */
	mark: string;
	/** All that was to be made is made: what follows is removing. */
	isRemoving: boolean;
	entries: Entry[];
	/** What earlier runs had to leave in the account. */
	left: Entry[];
}

/** The list of what runs have made in an account. It is on the disk before a request leaves, and it stays on this machine. */
export class Ledger {
	private readonly path: string;
	private readonly book: Book;

	constructor(folder: string, domain: string) {
		this.path = join(folder, 'private', `made-in-${domain}.json`);
		const saved = readIfThere(this.path);
		this.book =
			saved === undefined
				? { domain, mark: newMark(), isRemoving: false, entries: [], left: [] }
				: (JSON.parse(saved) as Book);
	}

	/** A run was stopped half-way. */
	get isBegun(): boolean {
		return this.book.entries.length > 0;
	}

	get isRemoving(): boolean {
		return this.book.isRemoving;
	}

	get entries(): readonly Entry[] {
		return this.book.entries;
	}

	/** All that is still in the account. */
	get left(): readonly Entry[] {
		const here = this.book.entries.filter(({ state }) => state !== 'gone');
		return [...this.book.left, ...here];
	}

	nameFor(step: string): string {
		return `${this.book.mark} ${step}`;
	}

	of(step: string): Entry | undefined {
		return this.book.entries.find((entry) => entry.step === step);
	}

	/** To be called before the request leaves; also where it was refused before. */
	intend(step: string, kind: string): Entry {
		const entry: Entry = { step, kind, mark: this.nameFor(step), state: 'intended' };
		const known = this.of(step);
		if (!known) this.book.entries.push(entry);
		else Object.assign(known, entry);
		this.save();
		return known ?? entry;
	}

	settle(entry: Entry, change: Partial<Entry>): void {
		Object.assign(entry, change);
		this.save();
	}

	beginRemoving(): void {
		this.book.isRemoving = true;
		this.save();
	}

	/** The next run begins anew; the list of what is left stays. */
	close(): void {
		this.book.left = [...this.left];
		Object.assign(this.book, { entries: [], isRemoving: false, mark: newMark() });
		this.save();
	}

	private save(): void {
		writeWhole(this.path, JSON.stringify(this.book, null, '\t'));
	}
}

const newMark = () => `conform-${randomBytes(4).toString('hex')}`;
