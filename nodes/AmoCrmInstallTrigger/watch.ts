import { sleep, type ITriggerFunctions, type ITriggerResponse } from 'n8n-workflow';

import { attempt } from '../shared/attempt';
import { openIntegration } from '../shared/registry/integration';
import { resume } from './handlers';
import { openSituation, ownerOf, type Situation } from './situation';
import { handOver } from './start';

/** How often notes of install calls are looked through. */
const WATCH_MS = 10_000;

async function goOn(functions: ITriggerFunctions, situation: Situation, id: number): Promise<void> {
	const open = await situation.integration.accounts.journal.takeOver(id);
	if (!open) return;
	const reaction = await resume(open, situation);
	handOver(functions, reaction, (items) => functions.emit(items));
}

/** Each by itself: one that waits for amoCRM keeps no other waiting. */
async function look(functions: ITriggerFunctions): Promise<void> {
	const situation = openSituation(functions, await openIntegration(functions), {
		redirectUri: '',
		answerServer: () => undefined,
		answerBrowser: () => undefined,
	});
	const { journal } = situation.integration.accounts;
	for (const id of await journal.abandoned(ownerOf(functions))) {
		void attempt(goOn(functions, situation, id)).then(({ ok }) => {
			if (!ok)
				functions.logger.warn('A call of amoCRM could not be dealt with: it is tried again.');
		});
	}
}

/** Looks, as long as the workflow is active, for install calls that a process left unfinished, and goes on with them. */
export async function watchInstalls(functions: ITriggerFunctions): Promise<ITriggerResponse> {
	let isActive = true;
	const watch = async () => {
		while (isActive) {
			// What keeps it from looking shows with the next call, too, and is said there.
			await attempt(look(functions));
			await sleep(WATCH_MS);
		}
	};
	void watch();
	return {
		async closeFunction() {
			isActive = false;
		},
	};
}
