import type { ITriggerFunctions } from 'n8n-workflow';

import { settle } from '../shared/settle';
import type { Integration } from '../shared/registry/integration';
import { triggerIdOf } from '../shared/hooks/notes';
import { connectionEvent, type EventName, type InstallEvent } from './events';
import { installNotes, type InstallNote, type OpenInstallNote } from './note';
import { chosenEvents, startWith } from './start';

/** What n8n's table is asked for: changes of connections, and tokens that near their end. */
const CHANGES_MS = 60_000;
const CHECK_MS = 10 * 60_000;

const EVENTS = new Set<unknown>(['lost', 'restored', 'expiring'] satisfies EventName[]);

/** Whether the workflow starts on a change of a connection: without that nothing is looked for. */
export const isForConnections = (functions: ITriggerFunctions): boolean =>
	chosenEvents(functions).some((event) => EVENTS.has(event));

/**
 * Hands events over that were noted down; afterwards they are known to have been reported.
 * @param open their note: what another process has reported since is left out
 */
export async function handOverEvents(
	functions: ITriggerFunctions,
	{ connectionEvents }: Integration,
	open: OpenInstallNote,
): Promise<void> {
	const owner = triggerIdOf(functions);
	const owed = await settle(connectionEvents.owedTo(owner, true));
	if (!owed.ok) {
		open.release();
		throw owed.error;
	}
	const ids = new Set<unknown>(owed.value.map(({ id }) => id));
	const noted = (open.note.events ?? []) as InstallEvent[];
	const events = noted.filter(({ id }) => ids.has(id));
	const close = async () => {
		const reported = events.map(({ id, receivedAt, account }) => ({
			id,
			at: receivedAt,
			isOfAccount: account !== undefined,
		}));
		await connectionEvents.noteReported(owner, reported);
		await open.close();
	};
	startWith(functions, events, { ...open, close }, (items) => functions.emit(items));
}

/** Reports what is owed: noted down, handed over, then known to be reported. */
async function report(functions: ITriggerFunctions, integration: Integration): Promise<void> {
	const { connectionEvents, keys } = integration;
	const owner = triggerIdOf(functions);
	const owed = await connectionEvents.owedTo(owner);
	if (owed.length === 0) return;
	const note: InstallNote = {
		owner,
		code: `events|${owner}`,
		domain: '',
		redirectUri: '',
		via: 'button',
		receivedAt: new Date().toISOString(),
		events: owed.map((event) => connectionEvent(event, keys.clientId)),
	};
	const open = await integration.journalOf(installNotes).openAlone(note);
	if (open) await handOverEvents(functions, integration, open);
}

/** Looks for changes of connections whenever it is time, round by round. */
export function connectionWatch(functions: ITriggerFunctions) {
	let changesDue = 0;
	let checkDue = 0;
	return async (integration: Integration): Promise<void> => {
		if (!isForConnections(functions)) return;
		const now = Date.now();
		if (now >= changesDue) {
			await report(functions, integration);
			changesDue = now + CHANGES_MS;
		}
		if (now >= checkDue) {
			await integration.connectionEvents.check();
			checkDue = now + CHECK_MS;
		}
	};
}
