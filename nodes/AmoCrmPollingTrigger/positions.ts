import { union } from 'lodash';

import type { Member } from '../shared/account/members';
import type { Choice, TriggerContext } from './context';
import { startAt, type Cursor } from './cursor';

/** How far an account has been read. */
export interface Position extends Cursor {
	/** The trigger was changed since: up to the new beginning only events count that are of both choices. */
	earlier?: { choice: Choice; then: Cursor };
}

/** By the account's id. */
export type Positions = Record<string, Position>;

/**
 * Where the accounts of a trigger begin, made by its first poll and by the first one after somebody changed it. It
 * is the same after every restart, so that nothing is lost that happens before the next items are handed over.
 */
interface Beginning {
	/** Which accounts are meant. */
	accounts: string;
	/** Missing where an earlier release made it. */
	choice?: Choice;
	/** How often the trigger had been changed by then. */
	number?: number;
	/** By the clock of this machine, in seconds. */
	at: number;
	cursors: Positions;
}

/** How far the accounts were read since; n8n saves it with the node, together with the items. */
interface ReadSoFar {
	/** Of the start. */
	number?: number;
	cursors?: Positions;
}

/** What is known before an account is asked. */
export interface PollState {
	choice: Choice;
	progress: ReadSoFar;
	/** Of the trigger as it is; the same object as `before` where nobody changed it. */
	start: Beginning;
	/** Of the trigger as it was at the last poll; undefined at the first one. */
	before?: Beginning;
}

export const inSeconds = (milliseconds: number) => Math.floor(milliseconds / 1000);

/**
 * n8n saves what belongs to the node only together with items, or (with durable cursors) not when the workflow is
 * activated; what belongs to the workflow it saves then.
 */
const startsIn = ({ savedWithWorkflow }: TriggerContext) =>
	savedWithWorkflow as unknown as Record<string, Beginning | undefined>;

export function openState(context: TriggerContext): PollState {
	const { accounts, choice, key } = context;
	const progress = context.savedWithNode as unknown as ReadSoFar;
	const before = startsIn(context)[key];
	const isSame = before?.accounts === accounts && (before.choice ?? choice).key === choice.key;
	if (isSame) return { choice, progress, before, start: before };
	const number = before ? (before.number ?? 0) + 1 : 0;
	const at = inSeconds(Date.now());
	return { choice, progress, before, start: { accounts, choice, number, at, cursors: {} } };
}

/**
 * Keeps what is known after the poll.
 * @param startedFrom where each account begins again if n8n does not save the rest: as far as no item can be lost
 */
export function saveState(
	context: TriggerContext,
	{ choice, progress, start }: PollState,
	startedFrom: Positions,
	reached: Positions,
): void {
	progress.number = start.number ?? 0;
	progress.cursors = reached;
	const cursors = { ...start.cursors, ...startedFrom };
	startsIn(context)[context.key] = { ...start, choice: start.choice ?? choice, cursors };
}

/** Where an account begins according to what was saved with the workflow. */
function beginningOf({ at, cursors }: Beginning, { installedAt }: Member, key: string): Position {
	const known: Position | undefined = cursors[key];
	const installed = installedAt ? inSeconds(Date.parse(installedAt)) : 0;
	if (installed <= at) return known ?? startAt(at, []);
	// Its position from before it left does not count.
	return known && known.until >= installed ? known : startAt(installed, []);
}

/** The later one; of two at the same moment either may have read events that the other has not. */
function later(position: Position, other: Position | undefined): Position {
	if (!other) return position;
	if (Boolean(position.earlier) !== Boolean(other.earlier))
		return position.earlier ? other : position;
	if (position.until !== other.until) return position.until > other.until ? position : other;
	return { ...position, seen: union(position.seen, other.seen) };
}

/**
 * How far the account was read by the last poll.
 * @param key the account's id
 * @returns undefined: it was not one of the trigger's accounts
 */
export function positionOf(
	{ progress, start, before }: PollState,
	member: Member,
	key: string,
): Position | undefined {
	if (!before) return undefined;
	// What n8n saved of the node may be older than the start, and than what it saved of the workflow.
	const isOfStart = (progress.number ?? 0) === (before.number ?? 0);
	const position = isOfStart ? progress.cursors?.[key] : undefined;
	if (position) return later(position, before.cursors[key]);
	const wasMeant = before.accounts === start.accounts || key in before.cursors;
	return wasMeant ? beginningOf(before, member, key) : undefined;
}

/** The same position, now that the trigger has another choice from `then` on. */
export const withChangedChoice = (
	position: Position,
	{ choice, before }: PollState,
	then: Cursor,
): Position => ({
	...position,
	earlier: { choice: position.earlier?.choice ?? before?.choice ?? choice, then },
});
