import { sortBy, sum } from 'lodash';

import type { Share } from './limiter';

/** How long it takes until every busy process has read what one of them has written, in milliseconds. */
export const HEARD_MS = 6_000;

/**
 * A process that told what it wants at most so long after another one has its words read by that before all others have
 * heard of that: it reads every five seconds.
 */
const TOGETHER_MS = 4_000;

/** What one process wants of a limit. */
export interface Claim {
	/** How much, beside the others. */
	weight: number;
	/** How much it wanted before; 0: it has just come. */
	before: number;
	/** When it told that, in milliseconds since 1970. */
	at: number;
}

/** What another process wants. */
export interface OtherClaim extends Claim {
	/** It knew of no other process, and uses the whole limit. */
	isAlone: boolean;
}

/** What this process wants. */
export interface OwnClaims {
	/** Names it. */
	process: string;
	/** What it has told of this limit; nothing: not yet. */
	claim?: Claim;
	/** When the others have heard that it exists. */
	knownFrom: number;
}

/** Of seven parts of a limit, those that processes have for themselves that others know of. */
const PARTS = 7;
const DIVIDED_PARTS = 6;
/** What a process may use until the others have heard of it: of a limit that nobody else uses, or few. */
const FIRST_PARTS = 3;
/** The same of a limit that others use, and the least that a process gets. The parts that are not divided are for that. */
const LEAST_PARTS = 0.5;

/** Beside so many others a process still makes some calls before they have heard of it. */
const MOST_BESIDE = 2;

/** What is used of a claim: a smaller weight at once, a larger one when the others have heard of it. */
export const usedWeight = ({ weight, before, at }: Claim, now: number): number =>
	now - at >= HEARD_MS ? weight : Math.min(weight, before);

/**
 * Divides whole requests a second by weights, the larger fractions first: each process spaces its own, and fractions
 * of several might come together.
 * @param weights by process
 */
export function divide(perSecond: number, weights: Map<string, number>): Map<string, number> {
	const whole = sum([...weights.values()]);
	const exact = [...weights].map(([process, weight]) => {
		const part = whole > 0 ? (perSecond * weight) / whole : 0;
		return { process, least: Math.floor(part), rest: part - Math.floor(part) };
	});
	let left = Math.floor(perSecond + 1e-9) - sum(exact.map(({ least }) => least));
	const shares = new Map<string, number>();
	for (const { process, least } of sortBy(exact, [({ rest }) => -rest, 'process'])) {
		shares.set(process, least + (left > 0 ? 1 : 0));
		left -= 1;
	}
	return shares;
}

/**
 * What a process may use of a limit by now. The shares of processes that know of each other fit together; one of which
 * the others have not heard yet uses what they leave.
 * @param perSecond the whole limit
 * @param others by process
 */
export function shareOf(
	perSecond: number,
	{ process, claim, knownFrom }: OwnClaims,
	others: Map<string, OtherClaim>,
	now: number,
): Share {
	const part = perSecond / PARTS;
	const own = claim ? usedWeight(claim, now) : 0;
	if (own > 0) {
		const weights = new Map([...others].map(([other, { weight }]) => [other, weight]));
		const share = divide(DIVIDED_PARTS * part, weights.set(process, own)).get(process) ?? 0;
		return { perSecond: Math.max(share, LEAST_PARTS * part), from: 0 };
	}
	const all = [...others.values()];
	const came = claim?.at ?? now;
	// What one that is alone leaves, and what is left beside many, is nothing.
	const heard = all.length > MOST_BESIDE ? came + HEARD_MS : 0;
	const from = all.some(({ isAlone }) => isAlone) ? Math.max(knownFrom, heard) : heard;
	const hasRoom =
		all.length < 2 && all.every(({ before, at }) => before === 0 && came - at < TOGETHER_MS);
	return { perSecond: (hasRoom ? FIRST_PARTS : LEAST_PARTS) * part, from };
}
