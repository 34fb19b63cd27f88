import { maxBy, minBy, sumBy } from 'lodash';
import { sleep } from 'n8n-workflow';

import { settle } from '../settle';
import { Bucket } from '../bucket';
import { AmoCrmProblem } from '../problem';

/** amoCRM's limit for one integration, after a burst; it documents none for tokens. */
const PACE = { size: 20, perSecond: 7 };

/** The pace for hosts that refused codes lately: forged calls slow down only their host. */
const PACE_OF_SUSPECTS = { size: 1, perSecond: 4 };

/** Codes in progress at once, one for each host: a host that does not answer delays no other. */
const MOST_IN_PROGRESS = 4;

/** As many as can be served within the life of a code. */
const MOST_WAITING = 3_000;

/** Weighs more than any number of turns. */
const PRIORITY = 1e9;

/** How long a refused code counts against its host. */
const SUSPECT_MS = 10 * 60 * 1000;
const MOST_SUSPECTS = 5_000;

/** How long everybody pauses after a complaint of amoCRM, longer each time. */
const HOLD_MS = { rateLimited: 1_000, blocked: 30_000 };
const LONGEST_HOLD_MS = 30_000;

/** How long a renewal waits; a longer pause is left to its caller. */
const LONGEST_WAIT_MS = 5_000;

/** A caller of the token endpoint. */
export interface QueueCaller {
	host: string;
	/** Renewals go first: strangers cannot cause them. */
	isRenewal: boolean;
}

interface Waiting {
	/** Lower for earlier callers. */
	turn: number;
	start(): void;
	giveUp(problem: AmoCrmProblem): void;
}

interface Suspect {
	refusals: number;
	until: number;
}

/**
 * Queues what one integration asks of the token endpoint: renewals first, then codes, those for hosts that refused the
 * fewest codes lately before others. Anybody can call the public address with codes: that must neither exceed amoCRM's
 * limits nor keep an account from being connected.
 */
export class FairQueue {
	private readonly pace = new Bucket(PACE.size, PACE.perSecond);

	private readonly paceOfSuspects = new Bucket(PACE_OF_SUSPECTS.size, PACE_OF_SUSPECTS.perSecond);

	private turns = 0;

	private readonly renewals: Waiting[] = [];

	/** Waiting codes by host, oldest first. */
	private readonly codesByHost = new Map<string, Waiting[]>();

	private readonly hostsInProgress = new Set<string>();

	private readonly suspects = new Map<string, Suspect>();

	private hold?: { problem: AmoCrmProblem; until: number };

	/** Complaints in a row. */
	private complaints = 0;

	private wakeUpAt = Infinity;

	/**
	 * Does the work when it is the caller's turn.
	 * @throws AmoCrmProblem what the work threw; `refused` where too many wait
	 */
	async run<T>(caller: QueueCaller, work: () => Promise<T>): Promise<T> {
		await this.turn(caller);
		const done = await settle(work());
		this.record(caller, done.ok ? undefined : done.error);
		if (done.ok) return done.value;
		throw done.error;
	}

	private async turn({ host, isRenewal }: QueueCaller): Promise<void> {
		const line = isRenewal ? this.renewals : (this.codesByHost.get(host) ?? []);
		if (!isRenewal) this.codesByHost.set(host, line);
		const turn = new Promise<void>((start, giveUp) => {
			line.push({ turn: ++this.turns, start, giveUp });
		});
		if (sumBy([...this.codesByHost.values()], 'length') > MOST_WAITING) this.drop();
		this.admit();
		await turn;
	}

	/** Refuses the newest code of the host with the most; of equal hosts the newest of all. */
	private drop(): void {
		const longest = maxBy(
			[...this.codesByHost],
			([, line]) => line.length * PRIORITY + (line.at(-1)?.turn ?? 0),
		);
		if (!longest) return;
		const [host, line] = longest;
		const last = line.pop();
		if (line.length === 0) this.codesByHost.delete(host);
		last?.giveUp(
			new AmoCrmProblem('refused', `Too many install calls name the account ${host}.`, {
				hint: 'Install the integration in the account again in half an hour.',
			}),
		);
	}

	private refusalsOf(host: string): number {
		const suspect = this.suspects.get(host);
		return suspect && suspect.until > Date.now() ? suspect.refusals : 0;
	}

	/** The next host: the one that refused the fewest codes, then the one with the oldest code. */
	private nextHost(): string | undefined {
		if (this.hostsInProgress.size >= MOST_IN_PROGRESS) return undefined;
		const waiting = [...this.codesByHost].filter(([host]) => !this.hostsInProgress.has(host));
		const best = minBy(waiting, ([host, [{ turn }]]) => this.refusalsOf(host) * PRIORITY + turn);
		return best?.[0];
	}

	/** Milliseconds until the next caller may start. */
	private waitFor(isSuspect: boolean): number {
		return Math.max(
			(this.hold?.until ?? 0) - Date.now(),
			this.pace.wait,
			isSuspect ? this.paceOfSuspects.wait : 0,
		);
	}

	private admit(): void {
		this.refuseRenewals();
		for (;;) {
			const host = this.renewals.length > 0 ? undefined : this.nextHost();
			const line = host === undefined ? this.renewals : (this.codesByHost.get(host) ?? []);
			if (line.length === 0) return;
			const isSuspect = host !== undefined && this.refusalsOf(host) > 0;
			const wait = this.waitFor(isSuspect);
			if (wait > 0) {
				void this.wakeIn(wait);
				return;
			}
			this.pace.take();
			if (isSuspect) this.paceOfSuspects.take();
			if (host !== undefined) this.hostsInProgress.add(host);
			line.shift()?.start();
			if (host !== undefined && line.length === 0) this.codesByHost.delete(host);
		}
	}

	/** Executions wait for renewals: a long pause is reported to them at once. */
	private refuseRenewals(): void {
		const { hold } = this;
		if (!hold || hold.until - Date.now() <= LONGEST_WAIT_MS) return;
		for (const { giveUp } of this.renewals.splice(0)) giveUp(hold.problem);
	}

	private async wakeIn(milliseconds: number): Promise<void> {
		const at = Date.now() + milliseconds;
		if (this.wakeUpAt <= at && this.wakeUpAt > Date.now()) return;
		this.wakeUpAt = at;
		await sleep(milliseconds);
		if (this.wakeUpAt === at) this.wakeUpAt = Infinity;
		this.admit();
	}

	private record({ host, isRenewal }: QueueCaller, error: unknown): void {
		if (!isRenewal) this.hostsInProgress.delete(host);
		const problem = error instanceof AmoCrmProblem ? error : undefined;
		if (error === undefined) this.suspects.delete(host);
		else if (!isRenewal) this.suspect(host);
		const least = problem && HOLD_MS[problem.code as keyof typeof HOLD_MS];
		if (problem && least) this.holdBack(problem, least);
		// No answer at all says nothing about our pace.
		else if (problem?.details.status !== undefined || !problem) this.complaints = 0;
		this.admit();
	}

	private holdBack(problem: AmoCrmProblem, least: number): void {
		const growing = Math.min(least * 2 ** this.complaints, LONGEST_HOLD_MS);
		const asked = (problem.details.retryAfter ?? 0) * 1_000;
		this.complaints += 1;
		const until = Date.now() + Math.max(growing, asked);
		if (until > (this.hold?.until ?? 0)) this.hold = { problem, until };
	}

	private suspect(host: string): void {
		const refusals = this.refusalsOf(host) + 1;
		// Moves it to the end of the map, whose first entry is dropped.
		this.suspects.delete(host);
		this.suspects.set(host, { refusals, until: Date.now() + SUSPECT_MS });
		if (this.suspects.size > MOST_SUSPECTS) {
			this.suspects.delete(this.suspects.keys().next().value ?? '');
		}
	}
}

const queues = new Map<string, FairQueue>();

/**
 * The queue of an integration, also for the external integrations that come by it. Checks whether a host is an account
 * have a queue of their own, and so have reads of the table that strangers can cause.
 */
export function queueOf(
	integrationId: string,
	purpose: 'tokens' | 'accountChecks' | 'tableReads' = 'tokens',
): FairQueue {
	const key = `${purpose}|${integrationId}`;
	const queue = queues.get(key) ?? new FairQueue();
	queues.set(key, queue);
	return queue;
}
