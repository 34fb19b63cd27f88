import { sleep, type ITriggerFunctions, type ITriggerResponse } from 'n8n-workflow';

import { settle } from '../shared/settle';
import { openIntegration, type Integration } from '../shared/registry/integration';
import { whileActive } from '../shared/whileActive';
import { resume } from './handlers';
import { openContext, triggerIdOf, type TriggerContext } from './context';
import { startWorkflow } from './start';
import { connectionWatch, handOverEvents } from './watchConnections';

/** How often notes of unfinished install calls are looked for. */
const WATCH_MS = 10_000;

async function resumeNote(
	functions: ITriggerFunctions,
	context: TriggerContext,
	id: number,
): Promise<void> {
	const open = await context.integration.journal.takeOver(id);
	if (!open) return;
	if (open.note.events) {
		await handOverEvents(functions, context.integration, open);
		return;
	}
	const reaction = await resume(open, context);
	startWorkflow(functions, reaction, (items) => functions.emit(items));
}

/** Each by itself: a call that waits for amoCRM must not delay the others. */
async function resumeAbandoned(
	functions: ITriggerFunctions,
	integration: Integration,
): Promise<void> {
	const context = openContext(functions, integration, {
		redirectUri: '',
		answerServer: () => undefined,
		answerBrowser: () => undefined,
	});
	const { accounts, journal } = context.integration;
	for (const id of await journal.abandoned(triggerIdOf(functions))) {
		void settle(resumeNote(functions, context, id)).then(({ ok }) => {
			if (!ok)
				functions.logger.warn('A call of amoCRM could not be dealt with: it is tried again.');
		});
	}
	// Workers, which run executions, see by that that they are not alone.
	void settle(accounts.exist());
}

/**
 * Looks, as long as the workflow is active, for install calls that a process left unfinished, and completes them; and
 * for changes of connections.
 */
export function watchInstalls(functions: ITriggerFunctions): ITriggerResponse {
	const watchConnections = connectionWatch(functions);
	return whileActive(async () => {
		// What keeps it from looking shows with the next call, too, and is said there.
		const opened = await settle(openIntegration(functions));
		if (opened.ok) {
			await settle(resumeAbandoned(functions, opened.value));
			await settle(watchConnections(opened.value));
		}
		await sleep(WATCH_MS);
	});
}
