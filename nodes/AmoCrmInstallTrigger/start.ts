import {
	sleep,
	type IDataObject,
	type INodeExecutionData,
	type ITriggerFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';

import { settle } from '../shared/settle';
import { toFlag } from '../shared/fields/values';
import { splitList } from '../shared/splitList';
import { retry } from '../shared/transport/retry';
import type { Reaction } from './context';

type TriggerFunctions = IWebhookFunctions | ITriggerFunctions;
type Items = INodeExecutionData[][];

/** A note that outlives its event by a moment brings the event again after a crash; one that dies first loses it. */
const HAND_OVER_MS = 5_000;

/** Else the event comes again: for as long as the process lives. */
const CLOSING = {
	mayRetry: () => true,
	retries: Infinity,
	firstPauseMs: 1_000,
	longestPauseMs: 30_000,
};

async function closeWhenHandedOver({ note }: Reaction, isStarted: boolean): Promise<void> {
	if (!note) return;
	if (isStarted) await sleep(HAND_OVER_MS);
	await settle(retry(async () => await note.close(), CLOSING));
}

function logFailure({ logger }: Pick<IWebhookFunctions, 'logger'>, { event }: Reaction): void {
	if (event?.event !== 'failed') return;
	const { code, message, hint } = event.reason as Record<string, string>;
	logger.warn(`amoCRM install failed (${code}): ${message} ${hint}`);
}

/** The items that start the workflow; nothing where the event is not one that the builder chose. */
function itemsOf(functions: TriggerFunctions, { event, tokens }: Reaction): Items | undefined {
	const events = splitList(functions.getNodeParameter('events', []));
	const { includeTokens } = functions.getNodeParameter('options', {}) as IDataObject;
	if (!event || !events.includes(event.event)) return undefined;
	const json: IDataObject =
		tokens && toFlag(includeTokens)
			? { ...event, tokens: { ...(event.tokens as IDataObject), ...tokens } }
			: event;
	return [[{ json }]];
}

/**
 * Starts the workflow with the event, if it is one that the builder chose. It is owed, by the note of the call, until
 * n8n has it.
 */
export function startWorkflow(
	functions: TriggerFunctions,
	reaction: Reaction,
	start: (items: Items) => void,
): void {
	let isDone = false;
	try {
		logFailure(functions, reaction);
		const items = itemsOf(functions, reaction);
		if (items) start(items);
		void closeWhenHandedOver(reaction, items !== undefined);
		isDone = true;
	} finally {
		if (!isDone) reaction.note?.release();
	}
}
