import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';

import { resumeAbandoned, watchIntegration } from '../shared/hooks/notes';
import { settle } from '../shared/settle';
import type { Integration } from '../shared/registry/integration';
import { resume } from './handlers';
import { openContext } from './context';
import { installNotes, type OpenInstallNote } from './note';
import { startWorkflow } from './start';
import { connectionWatch, handOverEvents } from './watchConnections';

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
