import { randomUUID } from 'node:crypto';

import { z } from 'zod';

import { AmoCrmProblem } from '../problem';

const reason = z.object({
	/** A `ProblemCode`, or `expired`, `expiring`. */
	code: z.string(),
	message: z.string(),
	hint: z.string(),
});

/** Why a connection does not work, or soon will not, and what to do. */
export type Reason = z.infer<typeof reason>;

const connectionChange = z.object({
	/** Of the event that reports it. */
	id: z.string(),
	event: z.enum(['lost', 'restored', 'expiring']),
	/** ISO 8601, by the clock of the process that noticed it. */
	at: z.string(),
	/** Of `restored`: what had been wrong. */
	reason: reason.optional(),
	/** Of `restored`: since when. */
	lostAt: z.string().optional(),
	/** Of `expiring`. */
	expiresAt: z.string().optional(),
});

/** A change of a connection that install triggers report. */
export type ConnectionChange = z.infer<typeof connectionChange>;

export const health = z.object({
	/** The last renewal that failed, and how many have failed since one worked. */
	failure: reason.extend({ at: z.string(), count: z.number() }).optional(),
	/** The account refuses, so that nothing works in it until somebody does something; since when, and why. */
	lost: reason
		.extend({
			at: z.string(),
			needsReconnect: z.boolean(),
			/** What it refuses, though it may give tokens; nothing: it refuses those. */
			refuses: z.enum(['calls', 'writes']).optional(),
		})
		.optional(),
	/** The latest changes, the oldest first. */
	changes: z.array(connectionChange).optional(),
	/** The end of the refresh token whose approach was reported, in milliseconds since 1970. */
	warnedOf: z.number().optional(),
});

/** What an account refuses that gives tokens. Reads go on for about a month when a subscription has ended. */
export type Refused = NonNullable<NonNullable<Health['lost']>['refuses']>;

/** How the connection of an account is. Written only together with a renewal, or when it changes. */
export type Health = z.infer<typeof health>;

/** How many changes a record keeps: more than happen before they are reported. */
const MOST_CHANGES = 6;

const DAY_MS = 24 * 3_600_000;

/** How long before its end a refresh token is reported. */
export const EXPIRING_MS = 14 * DAY_MS;

/** Nothing to look at: the latest time that there is. */
const NEVER = 8.64e15;

/** Codes of losses that only another install ends. */
const ENDED = new Set(['revoked', 'expired']);

const withChange = (
	{ changes = [] }: Health,
	change: Omit<ConnectionChange, 'id'>,
): Pick<Health, 'changes'> => ({
	changes: [...changes, { id: randomUUID(), ...change }].slice(-MOST_CHANGES),
});

const UNKNOWN_FAULT: Reason = {
	code: 'unknown',
	message: 'The renewal failed for an unknown reason.',
	hint: 'Look into the log of n8n.',
};

const reasonOf = (error: unknown): Reason =>
	error instanceof AmoCrmProblem ? error.reason : UNKNOWN_FAULT;

/** Statuses below 500 by which a server asks for another try. */
const LATER_STATUSES = new Set([408, 425, 429]);

/** Whether amoCRM has refused a renewal: silence and faults of its own say nothing of the account. */
function isRefusal(error: unknown): error is AmoCrmProblem {
	if (!(error instanceof AmoCrmProblem) || error.details.isUnsure) return false;
	const { status = 0 } = error.details;
	return error.code === 'revoked' || (status >= 400 && status < 500 && !LATER_STATUSES.has(status));
}

/** The loss of a connection, reported unless it was lost before. */
function lostBy(
	known: Health,
	why: Reason,
	needsReconnect: boolean,
	refuses = known.lost?.refuses,
): Pick<Health, 'lost' | 'changes'> {
	const at = new Date().toISOString();
	const lost = { ...why, at: known.lost?.at ?? at, needsReconnect, refuses };
	return known.lost ? { lost } : { lost, ...withChange(known, { event: 'lost', at, reason: why }) };
}

/** The changes to a record when a renewal fails. */
export function afterFailure(known: Health, error: unknown): Health {
	const why = reasonOf(error);
	const at = new Date().toISOString();
	const failure = { ...why, at, count: (known.failure?.count ?? 0) + 1 };
	if (!isRefusal(error)) return { failure };
	const needsReconnect = error.code === 'revoked' || (error.details.needsReconnect ?? false);
	return { failure, ...lostBy(known, why, needsReconnect) };
}

/** The changes to a record when an account that gives tokens refuses calls; nothing if that is known. */
export function afterRefusedCalls(
	known: Health,
	problem: AmoCrmProblem,
	refuses: Refused,
): Health | undefined {
	const isMore = known.lost?.refuses === 'writes' && refuses === 'calls';
	if (known.lost && !isMore) return undefined;
	return lostBy(known, problem.reason, problem.details.status === 401, refuses);
}

/** The end of a loss, which is reported. */
function withoutLoss(known: Health): Pick<Health, 'lost' | 'changes'> {
	const { lost } = known;
	if (!lost) return { lost };
	const { at: lostAt, code, message, hint } = lost;
	const at = new Date().toISOString();
	const restored = { event: 'restored', at, lostAt, reason: { code, message, hint } } as const;
	return { lost: undefined, ...withChange(known, restored) };
}

/** The changes to a record when the account does again what it refused; nothing if it refused no calls. */
export const afterWorkingCalls = (known: Health): Health | undefined =>
	known.lost?.refuses && withoutLoss(known);

const withoutFailures = ({ failure }: Health): Pick<Health, 'failure'> => ({
	failure: failure && { ...failure, count: 0 },
});

/** The changes to a record when the account gives tokens again: whether it takes calls again, the calls find out. */
export const afterSuccess = (known: Health): Health => ({
	...withoutFailures(known),
	...(known.lost?.refuses ? {} : withoutLoss(known)),
});

/** The changes to the record of a new connection that takes the place of an earlier one. */
export function afterReconnecting(earlier: Health, { changes = [] }: Health): Health {
	const both = { ...earlier, changes: [...(earlier.changes ?? []), ...changes] };
	return { ...withoutFailures(both), ...withoutLoss(both) };
}

/** The changes to the record of an account that has disabled the integration: that is reported instead of the loss. */
export const afterDisabling = ({ changes = [] }: Health): Health => ({
	failure: undefined,
	lost: undefined,
	changes: changes.filter(({ event }) => event !== 'lost'),
});

type Dated = Health & { status: string; tokens?: { refreshExpiresAt: number } };

/** When the end of its refresh token must be looked at next, in milliseconds since 1970. */
export function nextCheckOf({ status, tokens, lost, warnedOf }: Dated): number {
	if (status !== 'installed' || !tokens || ENDED.has(lost?.code ?? '')) return NEVER;
	const { refreshExpiresAt } = tokens;
	return warnedOf === refreshExpiresAt ? refreshExpiresAt : refreshExpiresAt - EXPIRING_MS;
}

const expiring = (expiresAt: string): Reason => ({
	code: 'expiring',
	message: `The stored token of the account ends on ${expiresAt.slice(0, 10)}, because nobody has used it for long.`,
	hint: 'Run the operation Keep Alive of Installed Account, for example every week: it renews the tokens.',
});

const expired = (expiredAt: string): Reason => ({
	code: 'expired',
	message: `The stored token of the account ended on ${expiredAt.slice(0, 10)}, because nobody had used it for three months.`,
	hint: 'Send the account a link of the operation Create Reconnect Link. Keep Alive, run every week, keeps the tokens of the others alive.',
});

/** The changes to a record whose refresh token nears its end, or has ended; nothing if it is not the time. */
export function afterChecking(known: Dated): Health | undefined {
	const now = Date.now();
	const ends = known.tokens?.refreshExpiresAt ?? 0;
	if (nextCheckOf(known) > now) return undefined;
	const expiresAt = new Date(ends).toISOString();
	if (ends <= now) return lostBy(known, expired(expiresAt), true);
	const at = new Date(now).toISOString();
	const change = { event: 'expiring', at, expiresAt, reason: expiring(expiresAt) } as const;
	return { warnedOf: ends, ...withChange(known, change) };
}

/** When the connection changed last, in milliseconds since 1970; 0: never. */
export const lastChangeOf = ({ changes = [] }: Health): number =>
	Math.max(0, ...changes.map(({ at }) => Date.parse(at)));
