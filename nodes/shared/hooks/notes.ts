import {
	sleep,
	type IHookFunctions,
	type INodeExecutionData,
	type ITriggerFunctions,
	type ITriggerResponse,
	type IWebhookFunctions,
	type WorkflowActivateMode,
} from 'n8n-workflow';

import { AmoCrmProblem } from '../problem';
import { openIntegration, type Integration } from '../registry/integration';
import type { Journal, NoteHead, OpenNote } from '../registry/journal';
import { settle } from '../settle';
import { retry } from '../transport/retry';
import { whileActive } from '../whileActive';

/*
 * amoCRM sends some calls once. They are noted down, then answered; the note is closed when n8n has stored the run, and
 * what a process leaves unfinished is resumed by another one.
 */

/** n8n starts, or becomes the main one of several: nobody is there to read an error. */
const RESTARTS = new Set<WorkflowActivateMode>(['init', 'leadershipChange']);

/**
 * Checks on activation that calls can be noted down, and accounts be stored.
 * @throws AmoCrmProblem `missingCredential`, `badInput`, `storage`, `apiKeyRefused`
 */
export async function checkNotes(functions: IHookFunctions): Promise<void> {
	const { accounts } = await openIntegration(functions);
	// A restart must not leave the trigger off because its table is slow to come back.
	if (!RESTARTS.has(functions.getActivationMode())) await accounts.checkStorage();
}

/** Identifies a trigger within this n8n, in notes of calls. */
export const triggerIdOf = (
	functions: Pick<IWebhookFunctions | ITriggerFunctions, 'getWorkflow' | 'getNode'>,
): string => `${functions.getWorkflow().id ?? ''}/${functions.getNode().id}`;

/** How long amoCRM's server, which waits for 3 seconds at least, is kept waiting for the table. */
const NOTING_MS = 2_500;

/** Transient faults of the table. */
const isAway = ({ details: { status } }: AmoCrmProblem) =>
	status === undefined || status >= 500 || [408, 425, 429].includes(status);

/**
 * Answers a caller when the call is noted down. If the table is away for a while the call is handled without a note, and
 * lost only if the process dies meanwhile: the log says so before the answer.
 * @param opening nothing: it is not noted down
 * @throws AmoCrmProblem if the table refuses us
 */
export async function noteBeforeAnswer<Open>(
	opening: Promise<Open> | undefined,
	answer: () => void,
	warn: (message: string) => void,
): Promise<Open | undefined> {
	const noting = opening && settle(opening);
	const inTime = await Promise.race([noting, sleep(NOTING_MS)]);
	if (noting && !inTime) {
		warn(
			'A call of amoCRM is answered before it is noted down, because the data table is slow: it is lost if n8n stops now.',
		);
	}
	answer();
	const noted = await noting;
	if (!noted) return undefined;
	if (noted.ok) return noted.value;
	const { error } = noted;
	if (!(error instanceof AmoCrmProblem) || !isAway(error)) throw error;
	warn(`A call of amoCRM could not be noted down: ${error.message}`);
	return undefined;
}

/** A note is closed after n8n has stored its event: too late repeats the event after a crash, too early loses it. */
const HAND_OVER_MS = 5_000;

/** Tried for as long as the process lives: else the event is repeated. */
const CLOSING = {
	mayRetry: () => true,
	retries: Infinity,
	firstPauseMs: 1_000,
	longestPauseMs: 30_000,
};

/** What becomes of a note at the end. */
export type Handed = Pick<OpenNote, 'close' | 'release'>;

/** A note that may still be on its way to the table. */
export const onItsWay = (opening: Promise<Handed>): Handed => ({
	async close() {
		const opened = await settle(opening);
		if (opened.ok) await opened.value.close();
	},
	release: () =>
		void settle(opening).then((opened) => {
			if (opened.ok) opened.value.release();
		}),
});

async function closeWhenHandedOver(note: Handed | undefined, isStarted: boolean): Promise<void> {
	if (!note) return;
	if (isStarted) await sleep(HAND_OVER_MS);
	await settle(retry(() => note.close(), CLOSING));
}

/** Starts the workflow with the items, if there are any. The note is kept until n8n has them. */
export function handOver(
	note: Handed | undefined,
	start: (items: INodeExecutionData[][]) => void,
	itemsOf: () => INodeExecutionData[],
): void {
	let isDone = false;
	try {
		const items = itemsOf();
		if (items.length > 0) start([items]);
		void closeWhenHandedOver(note, items.length > 0);
		isDone = true;
	} finally {
		if (!isDone) note?.release();
	}
}

/** Resumes the calls that a process left unfinished: each by itself, for one that has to wait must not delay the others. */
export async function resumeAbandoned<Note extends NoteHead>(
	functions: ITriggerFunctions,
	journal: Journal<Note>,
	resume: (open: OpenNote<Note>) => Promise<void>,
): Promise<void> {
	const takeOver = async (id: number) => {
		const open = await journal.takeOver(id);
		if (open) await resume(open);
	};
	for (const id of await journal.abandoned(triggerIdOf(functions))) {
		void settle(takeOver(id)).then(({ ok }) => {
			if (!ok)
				functions.logger.warn('A call of amoCRM could not be dealt with: it is tried again.');
		});
	}
}

/** How often notes of unfinished calls are looked for. */
const WATCH_MS = 10_000;

/** Looks as long as the workflow is active. What keeps it from looking shows with the next call, too, and is said there. */
export const watchIntegration = (
	functions: ITriggerFunctions,
	look: (integration: Integration) => Promise<void>,
): ITriggerResponse =>
	whileActive(async () => {
		const opened = await settle(openIntegration(functions));
		if (opened.ok) await settle(look(opened.value));
		await sleep(WATCH_MS);
	});
