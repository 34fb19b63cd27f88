import { randomUUID } from 'node:crypto';
import { sleep } from 'n8n-workflow';
import { z } from 'zod';

import { settle } from '../settle';
import type { Lane, Share } from '../transport/limiter';
import { HEARD_MS, shareOf, usedWeight, type Claim, type OtherClaim } from '../transport/share';
import type { AccountRows } from './accountRows';
import { openPending, pendingId, pendingRow } from './pendingRow';
import type { AccountRow, StoredRow } from './table';

/** The status of a row by which a process tells the others what it does. */
export const PROCESS_STATUS = 'process';

/** How often a process that calls amoCRM tells what it uses. */
const BEAT_MS = 10_000;

/** When a table that did not answer is asked again. */
const RETRY_MS = 30_000;

/** How long a call waits for a table that does not answer. */
const PATIENCE_MS = 2_000;

/** How long what a process told is counted, from when it was read: what a dead one used comes back then. */
const COUNTED_MS = 25_000;

/** A process that told nothing for longer begins anew: others may have stopped counting it. */
const LAPSED_MS = 20_000;

/** For how long a process is known to exist after it told something last. */
const EXISTS_MS = 10 * 60 * 1000;

/** How much a process wants of a limit for which its calls wait; of others as many as it made in ten seconds. */
const PRESSED_WEIGHT = 70;
const LEAST_WEIGHT = 3;

const beat = z.object({
	process: z.string(),
	/** Counts up. */
	beat: z.number(),
	isAlone: z.boolean(),
	/** By lane: its weight, and the weight before. */
	claims: z.record(z.tuple([z.number(), z.number()])),
});

interface OwnLane {
	lane: Lane;
	/** How many of its requests had begun at the last beat. */
	begunBefore: number;
	usedAt: number;
	/** What was told of it, and when. */
	told?: Claim;
}

interface OtherProcess {
	beat: number;
	/** When it was told, by the clock of that process. */
	at: number;
	/** When it was read, or what comes to that. */
	heardAt: number;
	isAlone: boolean;
	claims: z.infer<typeof beat>['claims'];
}

interface Presence {
	self: string;
	beat: number;
	beatAt: number;
	nextAt: number;
	/** Since when it has told something without a longer pause. */
	since: number;
	running?: Promise<void>;
	/** Lanes in which this process called lately. */
	lanes: Map<string, OwnLane>;
	others: Map<string, OtherProcess>;
}

/** By integration and n8n. */
const presences = new Map<string, Presence>();

/**
 * Processes of one n8n that call amoCRM in the name of one integration. Each tells the others by a row of its own how
 * much it wants in which accounts; they read it with the news. One that makes no calls tells nothing.
 */
export class Processes {
	constructor(private readonly rows: AccountRows) {}

	/** What this process may use of a limit by now; nothing: all of it. */
	async shareIn(key: string, lane: Lane): Promise<Share | undefined> {
		const { current } = this;
		const now = Date.now();
		const own = current.lanes.get(key) ?? { lane, begunBefore: lane.begun, usedAt: now };
		current.lanes.set(key, { ...own, lane, usedAt: now });
		if (now >= current.nextAt) current.running ??= this.tell();
		// After a pause the others do not count on this process.
		if (current.running && now - current.beatAt >= LAPSED_MS)
			await Promise.race([current.running, sleep(PATIENCE_MS)]);
		return this.shareOf(key, lane);
	}

	/** Tells that this process exists, without a call to amoCRM: others see that they are not alone. */
	async exist(): Promise<void> {
		const { current } = this;
		if (Date.now() - current.beatAt < EXISTS_MS / 2 || Date.now() < current.nextAt) return;
		await (current.running ??= this.tell());
	}

	/** Takes what a process has told. */
	hear(row: StoredRow): void {
		const told = openPending(this.rows, row, beat);
		const { others, self } = this.current;
		if (!told || told.process === self) return;
		const known = others.get(told.process);
		if (known?.beat === told.beat) return;
		const now = Date.now();
		// Clocks of machines differ: what is new counts from now, what was there before from its own time.
		const at = row.lease_until - EXISTS_MS;
		others.set(told.process, { ...told, at, heardAt: known ? now : Math.min(now, at) });
	}

	private get current(): Presence {
		const key = this.rows.identity;
		const presence = presences.get(key) ?? {
			self: randomUUID(),
			beat: 0,
			beatAt: -Infinity,
			nextAt: 0,
			since: 0,
			lanes: new Map<string, OwnLane>(),
			others: new Map<string, OtherProcess>(),
		};
		presences.set(key, presence);
		return presence;
	}

	private shareOf(key: string, { perSecond }: Lane): Share | undefined {
		const { self, lanes, others, since } = this.current;
		const now = Date.now();
		for (const [process, { heardAt }] of others)
			if (now - heardAt > EXISTS_MS) others.delete(process);
		if (others.size === 0) return undefined;
		const own = { process: self, claim: lanes.get(key)?.told, knownFrom: since + HEARD_MS };
		return shareOf(perSecond, own, this.claimsIn(key, now), now);
	}

	private claimsIn(key: string, now: number): Map<string, OtherClaim> {
		return new Map(
			[...this.current.others].flatMap(([process, { at, heardAt, isAlone, claims }]) => {
				const [weight, before] = claims[key] ?? [];
				if (weight === undefined || now - heardAt > COUNTED_MS) return [];
				return [[process, { weight, before: before ?? 0, at, isAlone }] as const];
			}),
		);
	}

	private async tell(): Promise<void> {
		const { current } = this;
		const begins = Date.now() - current.beatAt >= LAPSED_MS;
		const told = await settle(
			(async () => {
				// Whether there are others is a part of what is told.
				if (begins) await this.look();
				await this.write();
				// Of two that begin together one has heard of the other now. Later on they are heard of with the changes.
				if (begins) await this.look();
			})(),
		);
		// What was told before holds for a while.
		current.nextAt = Date.now() + (told.ok ? BEAT_MS : RETRY_MS);
		current.running = undefined;
	}

	private async look(): Promise<void> {
		for (const row of await this.rows.rows({ status: PROCESS_STATUS })) this.hear(row);
	}

	/** The first time; rows of processes that have ended go then. */
	private async insert(row: AccountRow): Promise<void> {
		const { table, keys } = this.rows;
		await table.removeExpired({ integration_id: keys.clientId, status: PROCESS_STATUS });
		await table.insert(row);
	}

	/** The others count nothing that was told before. */
	private beginAnew(now: number): void {
		const { current } = this;
		current.since = now;
		for (const own of current.lanes.values()) own.told = undefined;
	}

	private async write(): Promise<void> {
		const { current } = this;
		const { self, lanes } = current;
		const now = Date.now();
		const seconds = (now - current.beatAt) / 1_000;
		if (now - current.beatAt >= LAPSED_MS) this.beginAnew(now);
		const claims: z.infer<typeof beat>['claims'] = {};
		for (const [key, own] of lanes) {
			const { lane, told, usedAt } = own;
			if (now - usedAt > LAPSED_MS && lane.waiting === 0) {
				lanes.delete(key);
				continue;
			}
			const before = told ? usedWeight(told, now) : 0;
			const weight = before === 0 ? PRESSED_WEIGHT : weightOf(own, seconds);
			claims[key] = [weight, before];
			own.told = { weight, before, at: now };
			own.begunBefore = lane.begun;
		}
		current.beat += 1;
		const id = pendingId(`process|${self}`);
		const content = {
			process: self,
			beat: current.beat,
			isAlone: current.others.size === 0,
			claims,
		};
		const row = pendingRow(this.rows, id, content, {
			status: PROCESS_STATUS,
			name: 'An n8n process that calls amoCRM',
			via: '',
			lease_until: now + EXISTS_MS,
		});
		const { sealed, lease_until, installed_at } = row;
		const changes = { sealed, lease_until, installed_at };
		const isKnown = current.beat > 1;
		const match = this.rows.keyOf(id);
		const written = isKnown ? await this.rows.table.update(match, changes) : [];
		if (written.length === 0) await this.insert(row);
		current.beatAt = now;
	}
}

const weightOf = ({ lane, begunBefore }: OwnLane, seconds: number): number => {
	if (lane.waiting > 1) return PRESSED_WEIGHT;
	const inTenSeconds = ((lane.begun - begunBefore) / Math.max(seconds, 1)) * 10;
	return Math.min(Math.max(inTenSeconds, LEAST_WEIGHT), PRESSED_WEIGHT);
};
