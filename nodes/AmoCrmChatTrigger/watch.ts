import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';

import { resumeAbandoned, watchIntegration } from '../shared/hooks/notes';
import { hookNotes } from './note';
import { resume } from './receive';

/** Looks, as long as the workflow is active, for hooks that a process left unfinished, and starts their runs. */
export const watchHooks = (functions: ITriggerFunctions): ITriggerResponse =>
	watchIntegration(functions, async (integration) => {
		const journal = integration.journalOf(hookNotes);
		await resumeAbandoned(functions, journal, async (open) => {
			await resume(functions, integration, open);
		});
	});
