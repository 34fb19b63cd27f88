import type { IPollFunctions } from 'n8n-workflow';

import type { Member } from '../shared/account/members';
import { startAt, type Cursor } from './cursor';

/**
 * Where the accounts of a trigger begin, made by its first poll. It says the same after every restart, so that
 * nothing is lost that happens before the first items are handed over.
 */
export interface Start {
	/** Which accounts are meant: others begin anew. */
	accounts: string;
	/** By the clock of this machine, in seconds. */
	at: number;
	/** By the account's number. */
	cursors: Record<string, Cursor>;
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

/** Nothing: this is the first poll of these accounts. */
export function startOf(functions: IPollFunctions): Start | undefined {
	const start = shelf(functions)[nameOf(functions)];
	return start?.accounts === accountsOf(functions) ? start : undefined;
}

export function keepStart(functions: IPollFunctions, at: number, cursors: Start['cursors']): void {
	shelf(functions)[nameOf(functions)] = { accounts: accountsOf(functions), at, cursors };
}

/** Where an account begins after the first poll: it was not there yet, or it was not to be read. */
export function beginningOf(
	{ at, cursors }: Start,
	{ installedAt }: Member,
	accountId: number,
): Cursor {
	const installed = installedAt ? inSeconds(Date.parse(installedAt)) : 0;
	// What it was before it left does not count.
	if (installed > at) return startAt(installed, []);
	return cursors[accountId] ?? startAt(at, []);
}
