import { maxBy, minBy, sumBy } from 'lodash';
import { sleep } from 'n8n-workflow';

import { settle } from '../settle';
import { Bucket } from '../bucket';
import { AmoCrmProblem } from '../problem';

/** amoCRM's own limit for one integration, after a start at once; it names none for tokens alone. */
const PACE = { size: 20, perSecond: 7 };

/** Codes for hosts that refused codes lately: whoever forges calls for a host slows down only that host. */
const PACE_OF_SUSPECTS = { size: 1, perSecond: 4 };

/** Codes on their way at once, and of these one for each host: one that does not answer keeps no other waiting. */
const MOST_UNDERWAY = 4;

/** As many as are served within the life of a code, whoever brings them. */
const MOST_WAITING = 3_000;

/** What is looked at first weighs more than any number of turns. */
const FIRST = 1e9;

/** So long a refused code is held against its host. */
const SUSPECT_MS = 10 * 60 * 1000;
const MOST_SUSPECTS = 5_000;

/** After a complaint nobody asks for so long, and for longer as complaints go on. */
const HOLD_MS = { rateLimited: 1_000, blocked: 30_000 };
const LONGEST_HOLD_MS = 30_000;

/** Whose access token ends waits so long; a longer pause is its caller's to take. */
const LONGEST_WAIT_MS = 5_000;

/** Who wants to ask the token endpoint. */
export interface QueueCaller {
	host: string;
	/** A renewal: it goes first, and the number of those is not in a stranger's hand. */
	isRenewal: boolean;
}

interface Waiting {
	/** Who came earlier has a lower one. */
	turn: number;
	start(): void;
	giveUp(problem: AmoCrmProblem): void;
}

interface Suspect {
	refusals: number;
	until: number;
}

/**
 * The way of one integration to the token endpoint, for all that its process asks there: renewals first, then codes,
 * those for hosts that refused fewest lately before others. Anybody can make calls with codes at the public address:
 * that must neither use up amoCRM's patience nor keep an account from being connected.
 */
export class FairQueue {
	private readonly pace = new Bucket(PACE.size, PACE.perSecond);

	private readonly paceOfSuspects = new Bucket(PACE_OF_SUSPECTS.size, PACE_OF_SUSPECTS.perSecond);

	private turns = 0;

	private readonly renewals: Waiting[] = [];

	/** Codes that wait, by host, the oldest first. */
	private readonly lines = new Map<string, Waiting[]>();

	private readonly underway = new Set<string>();

	private readonly suspects = new Map<string, Suspect>();

	private hold?: { problem: AmoCrmProblem; until: number };

	/** Complaints since the last answer that was none. */
	private complaints = 0;

	private wakesAt = Infinity;

	/**
	 * Does the work when it is the caller's turn.
	 * @throws AmoCrmProblem what the work threw; `refused` where too many wait
	 */
	async run<T>(caller: QueueCaller, work: () => Promise<T>): Promise<T> {
		await this.turn(caller);
		const done = await settle(work());
		this.note(caller, done.ok ? undefined : done.error);
		if (done.ok) return done.value;
		throw done.error;
	}

	private async turn({ host, isRenewal }: QueueCaller): Promise<void> {
		const line = isRenewal ? this.renewals : (this.lines.get(host) ?? []);
		if (!isRenewal) this.lines.set(host, line);
		const turn = new Promise<void>((start, giveUp) => {
			line.push({ turn: ++this.turns, start, giveUp });
		});
		if (sumBy([...this.lines.values()], 'length') > MOST_WAITING) this.drop();
		this.letIn();
		await turn;
	}

	/** The last one goes of the host for which most wait; where that says nothing, the last of all. */
	private drop(): void {
		const longest = maxBy(
			[...this.lines],
			([, line]) => line.length * FIRST + (line.at(-1)?.turn ?? 0),
		);
		if (!longest) return;
		const [host, line] = longest;
		const last = line.pop();
		if (line.length === 0) this.lines.delete(host);
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

	/** The host whose turn it is: the one that refused fewest codes, and of these the one whose code is oldest. */
	private nextHost(): string | undefined {
		if (this.underway.size >= MOST_UNDERWAY) return undefined;
		const waiting = [...this.lines].filter(([host]) => !this.underway.has(host));
		const best = minBy(waiting, ([host, [{ turn }]]) => this.refusalsOf(host) * FIRST + turn);
		return best?.[0];
	}

	/** Milliseconds until somebody may be let in. */
	private waitFor(isSuspect: boolean): number {
		return Math.max(
			(this.hold?.until ?? 0) - Date.now(),
			this.pace.wait,
			isSuspect ? this.paceOfSuspects.wait : 0,
		);
	}

	private letIn(): void {
		this.refuseRenewals();
		for (;;) {
			const host = this.renewals.length > 0 ? undefined : this.nextHost();
			const line = host === undefined ? this.renewals : (this.lines.get(host) ?? []);
			if (line.length === 0) return;
			const isSuspect = host !== undefined && this.refusalsOf(host) > 0;
			const wait = this.waitFor(isSuspect);
			if (wait > 0) {
				void this.wakeIn(wait);
				return;
			}
			this.pace.take();
			if (isSuspect) this.paceOfSuspects.take();
			if (host !== undefined) this.underway.add(host);
			line.shift()?.start();
			if (host !== undefined && line.length === 0) this.lines.delete(host);
		}
	}

	/** Executions wait for a renewal: they are told of a long pause, and do not wait for its end. */
	private refuseRenewals(): void {
		const { hold } = this;
		if (!hold || hold.until - Date.now() <= LONGEST_WAIT_MS) return;
		for (const { giveUp } of this.renewals.splice(0)) giveUp(hold.problem);
	}

	private async wakeIn(milliseconds: number): Promise<void> {
		const at = Date.now() + milliseconds;
		if (this.wakesAt <= at && this.wakesAt > Date.now()) return;
		this.wakesAt = at;
		await sleep(milliseconds);
		if (this.wakesAt === at) this.wakesAt = Infinity;
		this.letIn();
	}

	private note({ host, isRenewal }: QueueCaller, error: unknown): void {
		if (!isRenewal) this.underway.delete(host);
		const problem = error instanceof AmoCrmProblem ? error : undefined;
		if (error === undefined) this.suspects.delete(host);
		else if (!isRenewal) this.suspect(host);
		const least = problem && HOLD_MS[problem.code as keyof typeof HOLD_MS];
		if (problem && least) this.holdBack(problem, least);
		// Who does not answer at all says nothing about our pace.
		else if (problem?.details.status !== undefined || !problem) this.complaints = 0;
		this.letIn();
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
		// At the end of the map: the oldest goes first.
		this.suspects.delete(host);
		this.suspects.set(host, { refusals, until: Date.now() + SUSPECT_MS });
		if (this.suspects.size > MOST_SUSPECTS) {
			this.suspects.delete(this.suspects.keys().next().value ?? '');
		}
	}
}

const lanes = new Map<string, FairQueue>();

/**
 * The lane of an integration; those that amoCRM makes for one consent each go in that of the one they came by.
 * Looks whether a host is an account have one of their own, and so has what strangers make us read in the table.
 */
export function queueOf(
	integrationId: string,
	purpose: 'tokens' | 'looks' | 'reads' = 'tokens',
): FairQueue {
	const key = `${purpose}|${integrationId}`;
	const lane = lanes.get(key) ?? new FairQueue();
	lanes.set(key, lane);
	return lane;
}
