import { sum } from 'lodash';
import { sleep } from 'n8n-workflow';

import { settle } from '../shared/settle';
import { AmoCrmProblem } from '../shared/problem';
import type { InstallNote, OpenNote } from '../shared/registry/journal';
import type { TriggerContext } from './context';

/** amoCRM's server waits 3 seconds for its answer, and this long at the most for our table. */
const NOTING_MS = 2_500;

/**
 * Notes of one integration that this process holds at once, and of these those about one host: a crowd of calls fills
 * no table, and is no other integration's concern.
 */
const MOST_NOTES = 300;
const MOST_NOTES_OF_HOST = 30;

/** How many are held, by integration and host. */
const held = new Map<string, Map<string, number>>();

function count(clientId: string, host: string, more: 1 | -1): void {
	const hosts = held.get(clientId) ?? new Map<string, number>();
	held.set(clientId, hosts);
	const now = (hosts.get(host) ?? 0) + more;
	if (now > 0) hosts.set(host, now);
	else hosts.delete(host);
	if (hosts.size === 0) held.delete(clientId);
}

function isRoom({ integration }: TriggerContext, host: string): boolean {
	const hosts = held.get(integration.keys.clientId) ?? new Map<string, number>();
	return sum([...hosts.values()]) < MOST_NOTES && (hosts.get(host) ?? 0) < MOST_NOTES_OF_HOST;
}

/** What every note says of its call. */
export const noteHead = ({ owner = '', redirectUri, receivedAt, eventId }: TriggerContext) => ({
	owner,
	id: eventId,
	redirectUri,
	receivedAt: receivedAt.toISOString(),
});

/** The note, counted as long as it is held. */
async function open(note: InstallNote, { integration }: TriggerContext): Promise<OpenNote> {
	const { domain } = note;
	const { clientId } = integration.keys;
	count(clientId, domain, 1);
	let isHeld = true;
	const letGo = () => {
		if (isHeld) count(clientId, domain, -1);
		isHeld = false;
	};
	const opened = await settle(integration.journal.open(note));
	if (!opened.ok) {
		letGo();
		throw opened.error;
	}
	const { value } = opened;
	return {
		note,
		async close() {
			await value.close();
			letGo();
		},
		release() {
			letGo();
			value.release();
		},
		async postpone(changes) {
			await value.postpone(changes);
			letGo();
		},
	};
}

/** Answers that pass by themselves, or that did not come. */
const isAway = ({ details: { status } }: AmoCrmProblem) =>
	status === undefined || status >= 500 || [408, 425, 429].includes(status);

/**
 * Notes a call down, then lets its caller go. A table that is away for a while keeps nobody from his work: what was
 * not noted down is done all the same, and lost only if the process dies meanwhile.
 * @throws AmoCrmProblem where the table refuses us: it would take nothing else either
 */
export async function noteDown(
	note: InstallNote,
	context: TriggerContext,
	answer: () => void,
): Promise<OpenNote | undefined> {
	const { owner, warn } = context;
	const noting =
		owner !== undefined && isRoom(context, note.domain) ? settle(open(note, context)) : undefined;
	await Promise.race([noting, sleep(NOTING_MS)]);
	answer();
	const noted = await noting;
	if (!noted) return undefined;
	if (noted.ok) return noted.value;
	const { error } = noted;
	if (!(error instanceof AmoCrmProblem) || !isAway(error)) throw error;
	warn(`A call of amoCRM could not be noted down: ${error.message}`);
	return undefined;
}
