import type { IDataObject, INodeExecutionData, IWebhookFunctions } from 'n8n-workflow';

import { Bucket } from '../shared/bucket';
import { splitList, toFlag } from '../shared/fields/values';
import { handOver } from '../shared/hooks/notes';
import type { InstallFunctions, Reaction } from './context';
import type { InstallEvent } from './events';

function logFailure({ logger }: Pick<IWebhookFunctions, 'logger'>, { event }: Reaction): void {
	if (event?.event !== 'failed') return;
	const { code, message, hint } = event.reason as Record<string, string>;
	logger.warn(`amoCRM install failed (${code}): ${message} ${hint}`);
}

/** The events that were chosen to start the workflow. */
export const chosenEvents = (functions: InstallFunctions): unknown[] =>
	splitList(functions.getNodeParameter('events', []));

/** With its tokens, where the builder asks for them. */
function withTokens(
	functions: InstallFunctions,
	event: InstallEvent,
	tokens: Reaction['tokens'],
): InstallEvent {
	const { includeTokens } = functions.getNodeParameter('options', {}) as IDataObject;
	return tokens && toFlag(includeTokens)
		? { ...event, tokens: { ...(event.tokens as IDataObject), ...tokens } }
		: event;
}

/** Starts the workflow with those of the events that were chosen. */
export const startWith = (
	functions: InstallFunctions,
	events: InstallEvent[],
	note: Reaction['note'],
	start: (items: INodeExecutionData[][]) => void,
): void =>
	handOver(note, start, () => {
		const chosen = chosenEvents(functions);
		return events.filter(({ event }) => chosen.includes(event)).map((json) => ({ json }));
	});

/** Starts the workflow with the event, if it was chosen. */
export function startWorkflow(
	functions: InstallFunctions,
	reaction: Reaction,
	start: (items: INodeExecutionData[][]) => void,
): void {
	const { event, also = [], tokens, note } = reaction;
	logFailure(functions, reaction);
	startWith(
		functions,
		[...(event ? [withTokens(functions, event, tokens)] : []), ...also],
		note,
		start,
	);
}

/** Events that anybody who knows the address can cause: a burst, then one every ten seconds. */
const EVENTS = { size: 100, perSecond: 0.1 };

/** Warnings about events that were dropped. */
const WARNINGS = { size: 1, perSecond: 1 / 60 };

const buckets = new Map<string, Bucket>();

function bucketOf(key: string, { size, perSecond }: typeof EVENTS): Bucket {
	const bucket = buckets.get(key) ?? new Bucket(size, perSecond);
	buckets.set(key, bucket);
	return bucket;
}

/** Whether one more event of this kind may start a workflow. */
export function mayEmit(
	kind: 'failed' | 'denied',
	integrationId: string,
	warn: (message: string) => void,
): boolean {
	const key = `${kind}|${integrationId}`;
	if (bucketOf(key, EVENTS).take()) return true;
	if (bucketOf(`log|${key}`, WARNINGS).take()) {
		warn(
			`So many calls come to the amoCRM install trigger that not every event "${kind}" is reported.`,
		);
	}
	return false;
}
