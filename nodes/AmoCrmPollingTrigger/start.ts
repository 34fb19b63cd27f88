import { union } from 'lodash';
import type { IPollFunctions } from 'n8n-workflow';

import type { Member } from '../shared/account/members';
import { choiceOf, type Choice } from './choice';
import { startAt, type Cursor } from './cursor';

/** Where an account stands. */
export interface Place extends Cursor {
	/** The trigger was changed since. Up to the new beginning is told what both the old and the new choice tell. */
	earlier?: { choice: Choice; then: Cursor };
}

/** By the account's number. */
export type Places = Record<string, Place>;

/**
 * Where the accounts of a trigger begin, made by its first poll and by the first after somebody changed it. It says
 * the same after every restart, so that nothing is lost that happens before the next items are handed over.
 */
export interface Start {
	/** Which accounts are meant. */
	accounts: string;
	/** What is told of them; nothing where an earlier release made it. */
	choice?: Choice;
	/** How often the trigger had been changed by then. */
	number?: number;
	/** By the clock of this machine, in seconds. */
	at: number;
	cursors: Places;
}

/** How far the accounts were read since; n8n saves it with the node, together with the items. */
export interface Kept {
	/** Of the start. */
	number?: number;
	cursors?: Places;
}

/** What a poll knows before it asks an account. */
export interface Turn {
	choice: Choice;
	kept: Kept;
	/** Of the trigger as it is; `before` where nobody changed it. */
	start: Start;
	/** Of the trigger as it was at the last poll; nothing: this is the first one. */
	before?: Start;
}

export const inSeconds = (moment: number) => Math.floor(moment / 1000);

/**
 * n8n saves what a node keeps only together with items, or (with durable cursors) not when the workflow is
 * activated; what belongs to the workflow it saves then.
 */
const shelf = (functions: IPollFunctions) =>
	functions.getWorkflowStaticData('global') as Record<string, Start | undefined>;

const nameOf = (functions: IPollFunctions) => `amoCrmPollingTrigger ${functions.getNode().id}`;

function accountsOf(functions: IPollFunctions): string {
	const { credentials, parameters } = functions.getNode();
	const { authentication, accounts, account } = parameters;
	return JSON.stringify([credentials, authentication, accounts, account]);
}

/** @throws AmoCrmProblem `badInput` */
export function turnOf(functions: IPollFunctions): Turn {
	const choice = choiceOf(functions);
	const kept = functions.getWorkflowStaticData('node') as Kept;
	const accounts = accountsOf(functions);
	const before = shelf(functions)[nameOf(functions)];
	const isSame = before?.accounts === accounts && (before.choice ?? choice).key === choice.key;
	if (isSame) return { choice, kept, before, start: before };
	const number = before ? (before.number ?? 0) + 1 : 0;
	const at = inSeconds(Date.now());
	return { choice, kept, before, start: { accounts, choice, number, at, cursors: {} } };
}

/**
 * What is known after the poll.
 * @param startedFrom where each account begins again, should n8n not save the rest: as far as no item can be lost
 */
export function keep(
	functions: IPollFunctions,
	{ choice, kept, start }: Turn,
	startedFrom: Places,
	reached: Places,
): void {
	kept.number = start.number ?? 0;
	kept.cursors = reached;
	const cursors = { ...start.cursors, ...startedFrom };
	shelf(functions)[nameOf(functions)] = { ...start, choice: start.choice ?? choice, cursors };
}

/** Where an account begins, as far as it is known with the workflow. */
function beginningOf({ at, cursors }: Start, { installedAt }: Member, key: string): Place {
	const known: Place | undefined = cursors[key];
	const installed = installedAt ? inSeconds(Date.parse(installedAt)) : 0;
	if (installed <= at) return known ?? startAt(at, []);
	// What it was before it left does not count.
	return known && known.until >= installed ? known : startAt(installed, []);
}

/** The one that is further on; of two at the same moment either may have passed over what the other has not. */
function further(place: Place, other: Place | undefined): Place {
	if (!other) return place;
	if (Boolean(place.earlier) !== Boolean(other.earlier)) return place.earlier ? other : place;
	if (place.until !== other.until) return place.until > other.until ? place : other;
	return { ...place, seen: union(place.seen, other.seen) };
}

/**
 * How far the account was read by the last poll.
 * @param key the account's number
 * @returns nothing: it was none of the trigger's accounts
 */
export function placeOf(
	{ kept, start, before }: Turn,
	member: Member,
	key: string,
): Place | undefined {
	if (!before) return undefined;
	// What n8n saved of the node may be older than the start, and than what it saved of the workflow.
	const isOfStart = (kept.number ?? 0) === (before.number ?? 0);
	const place = isOfStart ? kept.cursors?.[key] : undefined;
	if (place) return further(place, before.cursors[key]);
	const wasMeant = before.accounts === start.accounts || key in before.cursors;
	return wasMeant ? beginningOf(before, member, key) : undefined;
}

/** The same place, now that the trigger tells something else from `then` on. */
export const changedAt = (place: Place, { choice, before }: Turn, then: Cursor): Place => ({
	...place,
	earlier: { choice: place.earlier?.choice ?? before?.choice ?? choice, then },
});
