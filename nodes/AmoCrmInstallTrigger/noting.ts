import { once, sum } from 'lodash';

import { noteBeforeAnswer } from '../shared/hooks/notes';
import { settle } from '../shared/settle';
import type { TriggerContext } from './context';
import { installNotes, type InstallNote, type OpenInstallNote } from './note';

/**
 * How many notes of one integration, and of these about one host, this process has open: a flood of calls must not fill
 * the table.
 */
const MOST_NOTES = 300;
const MOST_NOTES_OF_HOST = 30;

/** How many are open, by integration and host. */
const openNotes = new Map<string, Map<string, number>>();

function count(clientId: string, host: string, more: 1 | -1): void {
	const hosts = openNotes.get(clientId) ?? new Map<string, number>();
	openNotes.set(clientId, hosts);
	const now = (hosts.get(host) ?? 0) + more;
	if (now > 0) hosts.set(host, now);
	else hosts.delete(host);
	if (hosts.size === 0) openNotes.delete(clientId);
}

function hasRoom({ integration }: TriggerContext, host: string): boolean {
	const hosts = openNotes.get(integration.keys.clientId) ?? new Map<string, number>();
	return sum([...hosts.values()]) < MOST_NOTES && (hosts.get(host) ?? 0) < MOST_NOTES_OF_HOST;
}

/** What every note contains. */
export const noteHead = ({ owner = '', redirectUri, receivedAt, eventId }: TriggerContext) => ({
	owner,
	id: eventId,
	redirectUri,
	receivedAt: receivedAt.toISOString(),
});

/** Opens the note, and counts it while it is open. */
async function open(note: InstallNote, { integration }: TriggerContext): Promise<OpenInstallNote> {
	const { domain } = note;
	const { clientId } = integration.keys;
	count(clientId, domain, 1);
	const uncount = once(() => count(clientId, domain, -1));
	const opened = await settle(integration.journalOf(installNotes).open(note));
	if (!opened.ok) {
		uncount();
		throw opened.error;
	}
	const { value } = opened;
	return {
		note,
		async close() {
			await value.close();
			uncount();
		},
		release() {
			uncount();
			value.release();
		},
		async postpone(changes) {
			await value.postpone(changes);
			uncount();
		},
	};
}

/**
 * Notes a call down, then answers its caller.
 * @throws AmoCrmProblem if the table refuses us: it would not accept the account either
 */
export async function noteDown(
	note: InstallNote,
	context: TriggerContext,
	answer: () => void,
): Promise<OpenInstallNote | undefined> {
	const { owner, warn } = context;
	const opening =
		owner !== undefined && hasRoom(context, note.domain) ? open(note, context) : undefined;
	return await noteBeforeAnswer(opening, answer, warn);
}
