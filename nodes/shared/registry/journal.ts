import { randomUUID } from 'node:crypto';
import { sleep } from 'n8n-workflow';
import { uniq } from 'lodash';
import { z } from 'zod';

import { settle } from '../settle';
import { coalesce } from '../coalesce';
import { retry, type RetryPolicy } from '../transport/retry';
import type { AccountRows } from './accountRows';
import { openPending, pendingId, pendingRow } from './pendingRow';
import { HEARTBEAT_MS, Liveness } from './liveness';
import type { AccountRow, StoredRow } from './table';

/** How long a note is kept. */
const FORGET_MS = 7 * 24 * 3_600_000;

/** Notes are removed together: one request for many costs n8n less. */
const COALESCE_MS = 2_000;

/** What every note has. */
export const noteHead = z.object({
	/** The trigger that received the call: only it can start its workflow. */
	owner: z.string(),
	/** Id of the event to come: the same if the event is repeated after a crash. */
	id: z.string().optional(),
	/** Identifies the call. */
	code: z.string(),
	receivedAt: z.string().datetime(),
	/** The work waits until then. */
	notBefore: z.string().datetime().optional(),
});

export type NoteHead = z.infer<typeof noteHead>;

/** Calls of one kind: what is noted down of them. */
export interface NoteKind<Note extends NoteHead> {
	schema: z.ZodType<Note, z.ZodTypeDef, unknown>;
	/** What its row shows, for people who look at the table; rows of secrets have neither domain nor name. */
	columnsOf(note: Note): Pick<AccountRow, 'name'> & Partial<Pick<AccountRow, 'domain' | 'via'>>;
}

/** As every note is sealed: with the process that works on it. Empty: any process may take it. */
const claimedNote = noteHead.extend({ holder: z.string().optional() });
const NOBODY = '';

/** The name of a heartbeat row, for people who look at the table. */
export const HEARTBEAT_NAME = 'An n8n process that works on calls of amoCRM';

/** Written by a process as long as it holds notes. */
const heartbeat = z.object({ holder: z.string(), beat: z.number() });

/** A note that this process works on. */
export interface OpenNote<Note extends NoteHead = NoteHead> {
	note: Note;
	/** The work is done: removes the note. */
	close(): Promise<void>;
	/** Gives the work up: any process may resume it. */
	release(): void;
	/** Puts the work off, until the time in the changed note. */
	postpone(changes: Partial<Note>): Promise<void>;
}

/** Whether the owner may resume it now. */
const isDue = (call: NoteHead | undefined, owner: string): boolean =>
	call?.owner === owner &&
	(call.notBefore === undefined || Date.parse(call.notBefore) <= Date.now());

/** Tried for as long as the process lives. */
const RELEASE_RETRIES: RetryPolicy = {
	mayRetry: () => true,
	retries: Infinity,
	firstPauseMs: 1_000,
	longestPauseMs: 30_000,
};

/** What this process knows of the notes of one integration. */
interface ProcessState {
	/** Identifies this process. */
	holder: string;
	/** Its notes, by lease; those that are done are removed as soon as the table allows. */
	claims: Map<string, 'open' | 'done'>;
	/** Counter of its heartbeat. */
	counter: number;
	hasHeartbeat: boolean;
	/** Liveness of the holders of notes and heartbeats, by row. */
	liveness: Map<number, Liveness>;
	/** Versions of rows whose holder is dead. */
	dead: Map<number, number>;
}

const processes = new Map<string, ProcessState>();

/** Notes calls of one kind down before they are answered, so that no crash loses one: amoCRM repeats none. */
export class Journal<Note extends NoteHead> {
	constructor(
		private readonly rows: AccountRows,
		private readonly kind: NoteKind<Note>,
	) {}

	/** Notes a call down. */
	async open(call: Note, lease = this.newLease()): Promise<OpenNote<Note>> {
		const columns = { ...this.kind.columnsOf(call), lease };
		const row = pendingRow(this.rows, pendingId(call.code), this.withHolder(call), columns);
		// Claimed before it is inserted, so that this process does not take it for abandoned.
		const open = this.claim(call, lease);
		const inserted = await settle(this.rows.table.insert(row));
		if (inserted.ok) return open;
		// It may have been inserted nevertheless.
		this.process.claims.set(lease, 'done');
		throw inserted.error;
	}

	/** Notes down what only one process may do at a time; nothing if another one, dead or alive, has noted it. */
	async openAlone(call: Note): Promise<OpenNote<Note> | undefined> {
		const match = { account_id: pendingId(call.code), status: 'pending' };
		if ((await this.rows.rows(match)).length > 0) return undefined;
		const lease = this.newLease();
		const open = await this.open(call, lease);
		const [first] = await this.rows.rows(match);
		if (first?.lease === lease) return open;
		await open.close();
		return undefined;
	}

	/**
	 * Numbers of the owner's notes whose process has died. Notes older than a week are removed: their trigger was deleted,
	 * or their secret was changed.
	 */
	async abandoned(owner: string): Promise<number[]> {
		const asked = Date.now();
		const rows = await this.rows.rows({ status: 'pending' });
		const tookMs = Date.now() - asked;
		const old = rows.filter(({ installed_at: at }) => Date.now() - Date.parse(at) > FORGET_MS);
		for (const { id } of old) await this.rows.table.remove({ id });
		const beats = new Map(
			rows.flatMap((row) => {
				const found = openPending(this.rows, row, heartbeat);
				return found ? [[found.holder, found.beat] as const] : [];
			}),
		);
		const { liveness, dead } = this.process;
		for (const known of liveness.keys())
			if (!rows.some(({ id }) => id === known)) liveness.delete(known);
		dead.clear();
		for (const row of rows) if (this.isAbandoned(row, beats, tookMs)) dead.set(row.id, row.version);
		await this.removeDeadHeartbeats(rows);
		const due = rows.filter((row) => dead.has(row.id) && isDue(this.read(row), owner));
		return uniq(due.map(({ account_id: id }) => id));
	}

	/** Claims an abandoned note; nothing if another process did. */
	async takeOver(accountId: number): Promise<OpenNote<Note> | undefined> {
		const rows = await this.rows.rows({ account_id: accountId, status: 'pending' });
		const { dead } = this.process;
		const row = rows.find(({ id, version }) => dead.get(id) === version);
		const call = row && this.read(row);
		if (!call) return undefined;
		const lease = this.newLease();
		const { version } = row;
		const sealed = pendingRow(this.rows, accountId, this.withHolder(call), {}).sealed;
		const open = this.claim(call, lease);
		const taken = await settle(
			this.rows.table.update(
				// May match two rows, if the answer to the first insert was lost.
				{ ...this.rows.keyOf(accountId), lease: row.lease, version },
				{ sealed, lease, version: version + 1 },
			),
		);
		if (taken.ok && taken.value.length > 0) return open;
		this.process.claims.delete(lease);
		if (!taken.ok) throw taken.error;
		return undefined;
	}

	private get process(): ProcessState {
		const key = this.rows.identity;
		const state = processes.get(key) ?? {
			holder: randomUUID(),
			claims: new Map<string, 'open' | 'done'>(),
			counter: 0,
			hasHeartbeat: false,
			liveness: new Map<number, Liveness>(),
			dead: new Map<number, number>(),
		};
		processes.set(key, state);
		return state;
	}

	private newLease(): string {
		return `${this.process.holder}.${randomUUID()}`;
	}

	private withHolder(call: Note) {
		return { ...call, holder: this.process.holder };
	}

	private read(row: StoredRow): Note | undefined {
		return openPending(this.rows, row, this.kind.schema);
	}

	/** Whether the process of a note or heartbeat is dead. */
	private isAbandoned(row: StoredRow, beats: Map<string, number>, tookMs: number): boolean {
		const { holder: self, claims, liveness } = this.process;
		const own = openPending(this.rows, row, claimedNote) ?? openPending(this.rows, row, heartbeat);
		if (!own) return false;
		if (own.holder === NOBODY) return true;
		// Of its own notes this process knows.
		if (own.holder === self) return 'code' in own && !claims.has(row.lease);
		const holder = liveness.get(row.id) ?? new Liveness();
		liveness.set(row.id, holder);
		const beat = beats.get(own.holder ?? '') ?? 'none';
		return holder.observe([row.version, own.holder, beat].join('|'), tookMs);
	}

	/** The heartbeat of a dead process is kept until its notes, of whatever kind, have gone. */
	private async removeDeadHeartbeats(rows: StoredRow[]): Promise<void> {
		const notes = rows.filter((row) => openPending(this.rows, row, claimedNote));
		const leases = notes.map(({ lease }) => lease);
		for (const row of rows) {
			const dead = this.process.dead.has(row.id) && openPending(this.rows, row, heartbeat);
			if (!dead || leases.some((lease) => lease.startsWith(dead.holder))) continue;
			await this.rows.table.remove({ id: row.id, version: row.version });
		}
	}

	/** Keeps other processes from taking the note over. */
	private claim(call: Note, lease: string): OpenNote<Note> {
		const { identity } = this.rows;
		const { claims } = this.process;
		claims.set(lease, 'open');
		void this.keepAlive();
		return {
			note: call,
			close: async () => {
				claims.set(lease, 'done');
				const remove = (leases: string[]) => this.removeDone(leases);
				await coalesce(`close|${identity}`, lease, COALESCE_MS, remove);
			},
			release: () => void settle(this.release(call, lease)),
			postpone: (changes) => this.release({ ...call, ...changes }, lease),
		};
	}

	/** Lets any process resume it, this one too. */
	private async release(call: Note, lease: string): Promise<void> {
		const { rows, process } = this;
		const free = pendingRow(rows, pendingId(call.code), { ...call, holder: NOBODY }, {});
		const match = { ...rows.keyOf(free.account_id), lease };
		const { sealed } = free;
		await retry(() => rows.table.update(match, { sealed, lease: '' }), RELEASE_RETRIES);
		process.claims.delete(lease);
	}

	private async removeDone(leases: string[]): Promise<void> {
		await this.rows.table.removeLeased(leases);
		for (const lease of leases) this.process.claims.delete(lease);
	}

	/** Writes heartbeats as long as this process holds notes. */
	private async keepAlive(): Promise<void> {
		const { process } = this;
		if (process.hasHeartbeat) return;
		process.hasHeartbeat = true;
		for (;;) {
			await sleep(HEARTBEAT_MS);
			const done = [...process.claims].flatMap(([lease, state]) =>
				state === 'done' ? [lease] : [],
			);
			if (done.length > 0) await settle(this.removeDone(done));
			if (process.claims.size === 0) break;
			await settle(this.writeHeartbeat());
		}
		process.hasHeartbeat = false;
		if (process.counter > 0) await settle(this.rows.table.remove(this.heartbeatKey));
		process.counter = 0;
	}

	private get heartbeatKey() {
		return this.rows.keyOf(pendingId(`sign|${this.process.holder}`));
	}

	private async writeHeartbeat(): Promise<void> {
		const { process } = this;
		process.counter += 1;
		const id = pendingId(`sign|${process.holder}`);
		const content = { holder: process.holder, beat: process.counter };
		const row = pendingRow(this.rows, id, content, {
			name: HEARTBEAT_NAME,
			version: process.counter,
		});
		const { sealed, version, installed_at } = row;
		const written = await this.rows.table.update(this.heartbeatKey, {
			sealed,
			version,
			installed_at,
		});
		if (written.length === 0) await this.rows.table.insert(row);
	}
}
