import { createHash, randomUUID } from 'node:crypto';
import { sleep } from 'n8n-workflow';
import { z } from 'zod';

import { attempt } from '../attempt';
import { together } from '../together';
import { persist, type Persistence } from '../transport/persist';
import type { AccountRows } from './accountRows';
import { seal, tryUnseal } from './seal';
import { newRow, type AccountRow, type StoredRow } from './table';

/** Whoever holds notes says so often that he lives; a note that nobody holds may be taken over. */
const HOLD_MS = 20_000;
const HEARTBEAT_MS = 10_000;
const FORGET_MS = 7 * 24 * 3_600_000;

/** Notes are held, and closed, together: each call costs n8n more than each note. */
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

/** A note that this process holds. */
export interface OpenNote {
	note: InstallNote;
	/** The work is done: the note goes. */
	close(): Promise<void>;
	/** The work is not done, and nobody is at it any more: it is gone on with at the next look. */
	letGo(): void;
	/** The work cannot be done yet: it is gone on with, as the note says then, when its time has come. */
	postpone(changes: Partial<InstallNote>): Promise<void>;
}

/**
 * A number for what has no account yet, the same for the same text: below zero, so that no account has it.
 * The seal is bound to it as another row's is to its account.
 */
export const pendingId = (text: string): number =>
	-createHash('sha256').update(text).digest().readUIntBE(0, 6) - 1;

/** A row with the status `pending`, for something that is not an account. */
export function pendingRow(
	rows: AccountRows,
	id: number,
	value: unknown,
	columns: Partial<AccountRow>,
): AccountRow {
	const key = { integrationId: rows.keys.clientId, accountId: id };
	return newRow({
		integration_id: rows.keys.clientId,
		account_id: id,
		status: 'pending',
		sealed: seal(value, key, rows.keys),
		...columns,
	});
}

/** What a pending row holds, if it is of this kind. One that does not open must not keep us from the others. */
export function openPending<T>(
	rows: AccountRows,
	row: StoredRow,
	kind: z.ZodType<T>,
): T | undefined {
	const key = { integrationId: row.integration_id, accountId: row.account_id };
	return kind.safeParse(tryUnseal(row.sealed, key, rows.keys)).data;
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
const RELEASING: Persistence = {
	mayRetry: () => true,
	retries: Infinity,
	firstPauseMs: 1_000,
	longestPauseMs: 30_000,
};

/** Names this process in the leases of its notes. */
const HOLDER = randomUUID();

const newLease = () => ({ lease: `${HOLDER}.${randomUUID()}`, lease_until: Date.now() + HOLD_MS });

/** Install calls that are noted down before they are answered, so that no crash loses one. */
export class InstallJournal {
	constructor(private readonly rows: AccountRows) {}

	/** Notes a call down. */
	async open(call: InstallNote): Promise<OpenNote> {
		const { code, domain, via } = call;
		const leased = newLease();
		const columns = { domain, via, name: nameOf(call), ...leased };
		await this.rows.table.insert(pendingRow(this.rows, pendingId(code), call, columns));
		return this.hold(call, leased.lease);
	}

	/**
	 * Numbers of the owner's notes that nobody holds: their process has died. A note for which nobody came in a
	 * week goes: its trigger was deleted, or the secret was changed that it is sealed with.
	 */
	async abandoned(owner: string): Promise<number[]> {
		const rows = await this.rows.rows({ status: 'pending' });
		const old = rows.filter(({ installed_at: at }) => Date.now() - Date.parse(at) > FORGET_MS);
		for (const { id } of old) await this.rows.table.remove({ id });
		return rows
			.filter((row) => row.lease_until < Date.now() && isDue(this.read(row), owner))
			.map(({ account_id: id }) => id);
	}

	/** Goes on with an abandoned note; nothing where somebody else does. */
	async takeOver(id: number): Promise<OpenNote | undefined> {
		const [row] = await this.rows.rows({ account_id: id, status: 'pending' });
		const call = row && row.lease_until < Date.now() ? this.read(row) : undefined;
		const leased = newLease();
		if (!call || !(await this.rows.write(row, leased))) return undefined;
		return this.hold(call, leased.lease);
	}

	private read(row: StoredRow): InstallNote | undefined {
		return openPending(this.rows, row, note);
	}

	/** Keeps the note from being taken over until it is closed. */
	private hold(call: InstallNote, lease: string): OpenNote {
		const { table, identity } = this.rows;
		let isOpen = true;
		const prolong = async () => await table.prolong(HOLDER, Date.now() + HOLD_MS);
		const beat = async () => {
			for (;;) {
				await sleep(HEARTBEAT_MS);
				if (!isOpen) return;
				await attempt(together(`beat|${identity}`, lease, GATHERING_MS, prolong));
			}
		};
		void beat();
		const free = { lease: '', lease_until: 0 };
		const release = async (changes: Partial<AccountRow>) => {
			isOpen = false;
			// As long as this process lives it prolongs what has its lease.
			await persist(async () => await table.update({ lease }, { ...changes, ...free }), RELEASING);
		};
		return {
			note: call,
			letGo: () => void attempt(release({})),
			postpone: async (changes) => {
				const { sealed } = pendingRow(this.rows, pendingId(call.code), { ...call, ...changes }, {});
				await release({ sealed });
			},
			async close() {
				isOpen = false;
				const remove = async (leases: string[]) => await table.removeHeld(leases);
				await together(`close|${identity}`, lease, GATHERING_MS, remove);
			},
		};
	}
}
