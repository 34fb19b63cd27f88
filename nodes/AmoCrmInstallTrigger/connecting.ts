import { sleep } from 'n8n-workflow';

import { accountFromReferer } from '../shared/address';
import { connectAccount, resumeConnection, type Connection } from '../shared/account/connect';
import { settle } from '../shared/settle';
import { AmoCrmProblem } from '../shared/problem';
import type { Integration } from '../shared/registry/integration';
import type { InstallNote, OpenNote } from '../shared/registry/journal';
import { retry } from '../shared/transport/retry';
import { noteDown } from './noting';
import type { TriggerContext } from './context';

/** Problems after which the same code may still work. */
export const PASSING: ReadonlySet<string> = new Set([
	'unreachable',
	'serverError',
	'rateLimited',
	'blocked',
	'badAnswer',
	'storage',
	'conflict',
	'apiKeyRefused',
]);

export const mayPass = (error: unknown): error is AmoCrmProblem =>
	error instanceof AmoCrmProblem && PASSING.has(error.code);

/** As long as a code lives: 20 minutes. */
const CODE_LIFE_MS = 20 * 60 * 1000;

/** Seconds at first, minutes in the end. */
const PAUSES = { retries: Infinity, firstPauseMs: 2_000, longestPauseMs: 5 * 60 * 1000 };

/** How amoCRM refuses a code that is another integration's, or a secret that somebody made up. */
const OF_ANOTHER = new Set(['badInput', 'unauthorized']);

/** An install call on its way. */
export interface Progress {
	note: InstallNote;
	/** Keeps it from being lost. */
	open?: OpenNote;
	/** The table did not take its note: no code is spent before it does. */
	isRefused?: boolean;
	/** Nobody makes the call again: it is tried for as long as its code lives. */
	isPatient: boolean;
	/** The tokens are safe: told at once, for the rest may take its time. */
	stored?(): void;
}

type Way = typeof connectAccount;

/** With the keys that are known, or with one after the other that the code may belong to. */
async function connectBy(
	way: Way,
	integration: Integration,
	{ note, isPatient, stored }: Progress,
): Promise<Connection> {
	const { domain, ownKeys, candidates = [], code, redirectUri, via } = note;
	const address = accountFromReferer(domain, integration.extraDomains);
	// The call comes back to the end of the line by itself.
	const retries = isPatient ? 0 : undefined;
	const request = { address, code, redirectUri, via, retries, stored };
	for (const keys of candidates) {
		const tried = await settle(way(integration, { ...request, ownKeys: keys }));
		if (tried.ok) return tried.value;
		const { error } = tried;
		if (!(error instanceof AmoCrmProblem) || !OF_ANOTHER.has(error.code)) throw error;
	}
	return await way(integration, { ...request, ownKeys });
}

/** The integration as its credential says by now; as it was, where n8n could not even read that. */
async function integrationByNow({ integration, reopen }: TriggerContext): Promise<Integration> {
	const reopened = await settle(reopen());
	if (reopened.ok) return reopened.value;
	if (reopened.error instanceof AmoCrmProblem) throw reopened.error;
	return integration;
}

/**
 * Connects the account. Who is patient goes on for as long as the code lives, with the credential as it is by then;
 * once amoCRM gave tokens for the code everybody does, for as long as the process lives.
 * @param isFirst the code was not exchanged before
 */
export async function connect(
	progress: Progress,
	context: TriggerContext,
	isFirst: boolean,
): Promise<Connection> {
	const { note } = progress;
	const deadline = Date.parse(note.receivedAt) + CODE_LIFE_MS;
	let [way, { integration }]: [Way, TriggerContext] = [
		isFirst ? connectAccount : resumeConnection,
		context,
	];
	const once = async () => {
		if (progress.isRefused) {
			progress.open = await noteDown(note, { ...context, integration }, () => undefined);
			progress.isRefused = false;
		}
		return await connectBy(way, integration, progress);
	};
	return await retry(once, {
		...PAUSES,
		mayRetry: (problem) =>
			mayPass(problem) &&
			((progress.isPatient && Date.now() < deadline) ||
				integration.accounts.holdsPairOf(note.code)),
		async wait({ message }, pause) {
			context.warn(`An amoCRM account is not connected yet, it is tried again: ${message}`);
			await sleep(pause);
			const byNow = await settle(integrationByNow(context));
			// What is wrong with the credential may be mended by the next time.
			if (byNow.ok) integration = byNow.value;
			if (!progress.isRefused) way = resumeConnection;
		},
	});
}
