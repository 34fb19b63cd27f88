import type { Clock } from '../core/clock';
import type { Hook, HookSender } from '../net/hooks';
import type { WebhookDelivery } from '../types';
import { codeOf, isTaken, type Retry } from './retries';

/** Guess: so many are sent at the same time for one account. No page gives a number. */
const AT_ONCE = 20;

/** What is to be sent, and again until it is taken or its tries are used up. */
export interface Order extends Pick<WebhookDelivery, 'accountId' | 'url' | 'codes'> {
	hook: Hook;
	retries: Retry[];
	/** Asked before each try: may have been unsubscribed meanwhile. */
	isWanted(): boolean;
	onAnswer(taken: boolean): void;
}

interface Entry extends Order {
	shown: WebhookDelivery;
}

/** What one account sends, in order of happening. */
interface Lane {
	ready: Entry[];
	underway: number;
}

/** Deliveries on their way. Time is the emulator's: who moves its clock must wake the queue. */
export class DeliveryQueue {
	private lanes = new Map<number, Lane>();
	private waiting: Entry[] = [];
	private history: WebhookDelivery[] = [];
	private readonly inFlight = new Set<Promise<void>>();
	private alarm?: NodeJS.Timeout;

	constructor(
		private readonly clock: Clock,
		private readonly sender: HookSender,
	) {}

	add(order: Order): void {
		const { accountId, url, codes } = order;
		const id = this.history.length + 1;
		const shown: WebhookDelivery = {
			id,
			accountId,
			url,
			codes,
			state: 'ready',
			tries: [],
			dueAt: null,
		};
		this.history.push(shown);
		this.line({ ...order, shown });
	}

	/** Sends what has become due. */
	wake(): void {
		const now = this.clock.seconds();
		const isDue = ({ shown }: Entry) => (shown.dueAt ?? 0) <= now;
		const due = this.waiting.filter(isDue);
		this.waiting = this.waiting.filter((entry) => !isDue(entry));
		due.sort((a, b) => (a.shown.dueAt ?? 0) - (b.shown.dueAt ?? 0));
		for (const entry of due) this.line(entry);
		this.setAlarm();
	}

	/** Until nothing is on its way; what waits for its next try is not. */
	async settle(): Promise<void> {
		while (this.inFlight.size > 0) await Promise.all(this.inFlight);
	}

	states(accountId?: number): WebhookDelivery[] {
		const wanted = this.history.filter(
			(shown) => accountId === undefined || shown.accountId === accountId,
		);
		return structuredClone(wanted);
	}

	clear(): void {
		this.lanes = new Map();
		this.waiting = [];
		this.history = [];
		this.setAlarm();
	}

	private laneOf(accountId: number): Lane {
		let lane = this.lanes.get(accountId);
		if (!lane) this.lanes.set(accountId, (lane = { ready: [], underway: 0 }));
		return lane;
	}

	private line(entry: Entry): void {
		Object.assign(entry.shown, { state: 'ready', dueAt: null });
		const lane = this.laneOf(entry.accountId);
		lane.ready.push(entry);
		this.move(lane);
	}

	private move(lane: Lane): void {
		while (lane.underway < AT_ONCE) {
			const entry = lane.ready.shift();
			if (!entry) return;
			if (!entry.isWanted()) {
				entry.shown.state = 'dropped';
				continue;
			}
			entry.shown.state = 'underway';
			lane.underway += 1;
			const flight: Promise<void> = this.send(entry, lane).finally(() => {
				lane.underway -= 1;
				this.move(lane);
				this.inFlight.delete(flight);
			});
			this.inFlight.add(flight);
		}
	}

	private async send(entry: Entry, lane: Lane): Promise<void> {
		const { accountId, url, hook, retries, shown } = entry;
		const outcome = await this.sender.send(url, { accountId }, hook);
		if (this.lanes.get(accountId) !== lane) return;
		const at = this.clock.seconds();
		const status = codeOf(outcome);
		const isLast = shown.tries.push({ at, status }) > retries.length;
		entry.onAnswer(isTaken(status));
		const retry = isLast ? undefined : retries[shown.tries.length - 1];
		if (isTaken(status)) shown.state = 'taken';
		else if (!retry?.after(status)) shown.state = 'given up';
		else {
			Object.assign(shown, { state: 'waiting', dueAt: at + retry.seconds });
			this.waiting.push(entry);
			this.setAlarm();
		}
	}

	/** In real time the next try goes out by itself. */
	private setAlarm(): void {
		clearTimeout(this.alarm);
		if (this.waiting.length === 0) return;
		const next = Math.min(...this.waiting.map(({ shown }) => shown.dueAt ?? 0));
		const wait = Math.max(1, next - this.clock.seconds());
		this.alarm = setTimeout(() => this.wake(), wait * 1000).unref();
	}
}
