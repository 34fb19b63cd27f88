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
import type { StoredRow } from './table';

const FORGET_MS = 7 * 24 * 3_600_000;

/** Notes are closed together: each call costs n8n more than each note. */
const GATHERING_MS = 2_000;

const integrationKeys = z.object({ clientId: z.string(), clientSecret: z.string() });

const note = z.object({
	/** The trigger that the call came to: only it can start its workflow. */
	owner: z.string(),
	/** That of the event to come: it is the same when the event comes again after a crash. */
	id: z.string().optional(),
	/** What the call brings; of one that brings no code, what tells it from others. */
	code: z.string(),
	domain: z.string(),
	redirectUri: z.string(),
	via: z.enum(['widget', 'button']),
	state: z.string().optional(),
	receivedAt: z.string().datetime(),
	/** Of the external integration that the call names. */
	ownKeys: integrationKeys.optional(),
	/** Of external integrations that it may belong to, where it names none; after them the integration's own. */
	candidates: z.array(integrationKeys).optional(),
	/** The call says that an account disabled the integration. */
	disabling: z
		.object({
			accountId: z.number(),
			/** How often it was asked in vain whether that is so. */
			looks: z.number(),
		})
		.optional(),
	/** The call says that a person refused, in this word. */
	refusal: z.string().optional(),
	/** Nothing is to be done before. */
	notBefore: z.string().datetime().optional(),
});

/** A call whose work is not finished: amoCRM makes it once. */
export type InstallNote = z.infer<typeof note>;

/** As it is sealed: with the process that works on it. Empty: nobody does, and whoever looks may. */
const claimedNote = note.extend({ holder: z.string().optional() });
const NOBODY = '';

/** What people see of a row by which a process says that it lives. */
export const HEARTBEAT_NAME = 'An n8n process that works on installs';

/** How a process says that it lives, as long as it holds notes. */
const heartbeat = z.object({ holder: z.string(), beat: z.number() });

/** A note that this process holds. */
export interface OpenNote {
	note: InstallNote;
	/** The work is done: the note goes. */
	close(): Promise<void>;
	/** The work is not done, and nobody is at it any more: it is gone on with at the next look. */
	release(): void;
	/** The work cannot be done yet: it is gone on with, as the note says then, when its time has come. */
	postpone(changes: Partial<InstallNote>): Promise<void>;
}

/** What people see of it in the table; rows of secrets have neither name nor domain. */
function nameOf({ disabling, refusal }: InstallNote): string {
	if (disabling) return `Disabling of account ${disabling.accountId}`;
	return refusal === undefined ? 'Install call' : 'Refusal';
}

/** Whether it is the owner's, and its time has come. */
const isDue = (call: InstallNote | undefined, owner: string): boolean =>
	call?.owner === owner &&
	(call.notBefore === undefined || Date.parse(call.notBefore) <= Date.now());

/** For as long as the process lives. */
const RELEASING: RetryPolicy = {
	mayRetry: () => true,
	retries: Infinity,
	firstPauseMs: 1_000,
	longestPauseMs: 30_000,
};

/** What a process knows of the notes of one integration. */
interface ProcessState {
	/** Names this process. */
	holder: string;
	/** Notes that it holds, by lease; those whose work is done go as soon as the table takes that. */
	claims: Map<string, 'open' | 'done'>;
	counter: number;
	hasHeartbeat: boolean;
	/** What was seen of the holders of notes and signs, by row. */
	liveness: Map<number, Liveness>;
	/** Versions of the rows whose holder has died. */
	dead: Map<number, number>;
}

const processes = new Map<string, ProcessState>();

/** Install calls that are noted down before they are answered, so that no crash loses one. */
export class InstallJournal {
	constructor(private readonly rows: AccountRows) {}

	/** Notes a call down. */
	async open(call: InstallNote): Promise<OpenNote> {
		const { code, domain, via } = call;
		const lease = this.newLease();
		const columns = { domain, via, name: nameOf(call), lease };
		const row = pendingRow(this.rows, pendingId(code), this.withHolder(call), columns);
		// Before the row is there: this process must not take it for somebody else's.
		const open = this.claim(call, lease);
		const inserted = await settle(this.rows.table.insert(row));
		if (inserted.ok) return open;
		// It may have been written all the same.
		this.process.claims.set(lease, 'done');
		throw inserted.error;
	}

	/**
	 * Numbers of the owner's notes that nobody holds: their process has died. A note for which nobody came in a
	 * week goes: its trigger was deleted, or the secret was changed that it is sealed with.
	 */
	async abandoned(owner: string): Promise<number[]> {
		const asked = Date.now();
		const rows = await this.rows.rows({ status: 'pending' });
		const tookMs = Date.now() - asked;
		const old = rows.filter(({ installed_at: at }) => Date.now() - Date.parse(at) > FORGET_MS);
		for (const { id } of old) await this.rows.table.remove({ id });
		const beats = new Map(
			rows.flatMap((row) => {
				const said = openPending(this.rows, row, heartbeat);
				return said ? [[said.holder, said.beat] as const] : [];
			}),
		);
		const { liveness, dead } = this.process;
		for (const known of liveness.keys())
			if (!rows.some(({ id }) => id === known)) liveness.delete(known);
		dead.clear();
		for (const row of rows) if (this.isDead(row, beats, tookMs)) dead.set(row.id, row.version);
		await this.removeDeadHeartbeats(rows);
		const due = rows.filter((row) => dead.has(row.id) && isDue(this.read(row), owner));
		return uniq(due.map(({ account_id: id }) => id));
	}

	/** Goes on with an abandoned note; nothing where somebody else does. */
	async takeOver(accountId: number): Promise<OpenNote | undefined> {
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
				// It may have been written twice, when the answer to the first time was lost.
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
		const desk = processes.get(key) ?? {
			holder: randomUUID(),
			claims: new Map<string, 'open' | 'done'>(),
			counter: 0,
			hasHeartbeat: false,
			liveness: new Map<number, Liveness>(),
			dead: new Map<number, number>(),
		};
		processes.set(key, desk);
		return desk;
	}

	private newLease(): string {
		return `${this.process.holder}.${randomUUID()}`;
	}

	private withHolder(call: InstallNote) {
		return { ...call, holder: this.process.holder };
	}

	private read(row: StoredRow): InstallNote | undefined {
		const read = openPending(this.rows, row, claimedNote);
		return read && note.parse(read);
	}

	/** Whether nobody works on a note any more, or whose sign of life it is. */
	private isDead(row: StoredRow, beats: Map<string, number>, tookMs: number): boolean {
		const { holder: self, claims, liveness } = this.process;
		const own = openPending(this.rows, row, claimedNote) ?? openPending(this.rows, row, heartbeat);
		if (!own) return false;
		if (own.holder === NOBODY) return true;
		// Of its own notes a process knows without looking.
		if (own.holder === self) return 'code' in own && !claims.has(row.lease);
		const pulse = liveness.get(row.id) ?? new Liveness();
		liveness.set(row.id, pulse);
		const beat = beats.get(own.holder ?? '') ?? 'none';
		return pulse.observe([row.version, own.holder, beat].join('|'), tookMs);
	}

	/** A holder that died says nothing more; its sign goes when its notes have gone. */
	private async removeDeadHeartbeats(rows: StoredRow[]): Promise<void> {
		for (const row of rows) {
			const said = this.process.dead.has(row.id) && openPending(this.rows, row, heartbeat);
			const { id, version } = row;
			if (
				said &&
				!rows.some(
					(other) => openPending(this.rows, other, note) && other.lease.startsWith(said.holder),
				)
			)
				await this.rows.table.remove({ id, version });
		}
	}

	/** Keeps the note from being taken over until it is closed. */
	private claim(call: InstallNote, lease: string): OpenNote {
		const { identity } = this.rows;
		const { claims } = this.process;
		claims.set(lease, 'open');
		void this.beat();
		return {
			note: call,
			close: async () => {
				claims.set(lease, 'done');
				const remove = async (leases: string[]) => await this.removeDone(leases);
				await coalesce(`close|${identity}`, lease, GATHERING_MS, remove);
			},
			release: () => void settle(this.release(call, lease)),
			postpone: async (changes) => await this.release({ ...call, ...changes }, lease),
		};
	}

	/** Lets whoever looks next go on with it; this process, too. */
	private async release(call: InstallNote, lease: string): Promise<void> {
		const { rows, process } = this;
		const free = pendingRow(rows, pendingId(call.code), { ...call, holder: NOBODY }, {});
		const match = { ...rows.keyOf(free.account_id), lease };
		const { sealed } = free;
		await retry(async () => await rows.table.update(match, { sealed, lease: '' }), RELEASING);
		process.claims.delete(lease);
	}

	private async removeDone(leases: string[]): Promise<void> {
		await this.rows.table.removeLeased(leases);
		for (const lease of leases) this.process.claims.delete(lease);
	}

	/** Says again and again that this process lives, as long as it holds notes. */
	private async beat(): Promise<void> {
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
		const said = { holder: process.holder, beat: process.counter };
		const row = pendingRow(this.rows, id, said, { name: HEARTBEAT_NAME, version: process.counter });
		const { sealed, version, installed_at } = row;
		const written = await this.rows.table.update(this.heartbeatKey, {
			sealed,
			version,
			installed_at,
		});
		if (written.length === 0) await this.rows.table.insert(row);
	}
}
