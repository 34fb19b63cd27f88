import {
	sleep,
	type IDataObject,
	type INodeExecutionData,
	type ITriggerFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';

import { attempt } from '../shared/attempt';
import type { EventName } from './events';
import type { Reaction } from './situation';

/** A note that outlives its event by a moment brings the event again after a crash; one that dies first loses it. */
const HAND_OVER_MS = 5_000;

async function closeWhenHandedOver({ note }: Reaction, isStarted: boolean): Promise<void> {
	if (!note) return;
	if (isStarted) await sleep(HAND_OVER_MS);
	// If the table is away the note stays, and its event comes again.
	await attempt(note.close());
}

function logFailure({ logger }: Pick<IWebhookFunctions, 'logger'>, { event }: Reaction): void {
	if (event?.event !== 'failed') return;
	const { code, message, hint } = event.reason as Record<string, string>;
	logger.warn(`amoCRM install failed (${code}): ${message} ${hint}`);
}

/** The items that start the workflow; nothing where the event is not one that the builder chose. */
export function startingItems(
	functions: IWebhookFunctions | ITriggerFunctions,
	reaction: Reaction,
): INodeExecutionData[][] | undefined {
	logFailure(functions, reaction);
	const events = functions.getNodeParameter('events', []) as EventName[];
	const options = functions.getNodeParameter('options', {}) as { includeTokens?: boolean };
	const { event, tokens } = reaction;
	const isStarted = event !== undefined && events.includes(event.event);
	void closeWhenHandedOver(reaction, isStarted);
	if (!isStarted) return undefined;
	const json: IDataObject =
		options.includeTokens && tokens
			? { ...event, tokens: { ...(event.tokens as IDataObject), ...tokens } }
			: event;
	return [[{ json }]];
}
