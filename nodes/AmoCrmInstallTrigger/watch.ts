import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';

import { resumeAbandoned, triggerIdOf, watchIntegration } from '../shared/hooks/notes';
import type { Integration } from '../shared/registry/integration';
import { settle } from '../shared/settle';
import { openContext } from './context';
import { connectionEvent, type EventName, type InstallEvent } from './events';
import { resume } from './handlers';
import { type InstallNote, installNotes, type OpenInstallNote } from './note';
import { chosenEvents, startWith, startWorkflow } from './start';

/** What n8n's table is asked for: changes of connections, and tokens that near their end. */
const CHANGES_MS = 60_000;
const CHECK_MS = 10 * 60_000;

const EVENTS = new Set<unknown>(['lost', 'restored', 'expiring'] satisfies EventName[]);

/** Whether the workflow starts on a change of a connection: without that nothing is looked for. */
const isForConnections = (functions: ITriggerFunctions): boolean =>
	chosenEvents(functions).some((event) => EVENTS.has(event));

/**
 * Hands events over that were noted down; afterwards they are known to have been reported.
 * @param open their note: what another process has reported since is left out
 */
async function handOverEvents(
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
function connectionWatch(functions: ITriggerFunctions) {
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

async function resumeNote(
	functions: ITriggerFunctions,
	integration: Integration,
	open: OpenInstallNote,
): Promise<void> {
	if (open.note.events) {
		await handOverEvents(functions, integration, open);
		return;
	}
	const context = openContext(functions, integration, {
		redirectUri: '',
		answerServer: () => undefined,
		answerBrowser: () => undefined,
	});
	const reaction = await resume(open, context);
	startWorkflow(functions, reaction, (items) => functions.emit(items));
}

/** How often it is looked whether n8n's data tables have room. */
const ROOM_MS = 24 * 3_600_000;

async function warnOfSize({ logger }: ITriggerFunctions, { accounts }: Integration): Promise<void> {
	const warning = (await accounts.storageUse())?.warning;
	if (warning !== undefined) logger.warn(warning);
}

/**
 * Looks, as long as the workflow is active, for install calls that a process left unfinished, and completes them; and
 * for changes of connections.
 */
export function watchInstalls(functions: ITriggerFunctions): ITriggerResponse {
	const watchConnections = connectionWatch(functions);
	let roomDue = 0;
	return watchIntegration(functions, async (integration) => {
		const resumeOne = async (open: OpenInstallNote) =>
			await resumeNote(functions, integration, open);
		await settle(resumeAbandoned(functions, integration.journalOf(installNotes), resumeOne));
		// Workers, which run executions, see by that that they are not alone.
		void settle(integration.accounts.exist());
		await settle(watchConnections(integration));
		if (Date.now() < roomDue) return;
		roomDue = Date.now() + ROOM_MS;
		await settle(warnOfSize(functions, integration));
	});
}
