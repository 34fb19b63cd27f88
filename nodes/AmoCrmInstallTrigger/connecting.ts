import { sleep } from 'n8n-workflow';

import { accountFromReferer } from '../shared/address';
import { TRANSIENT, type Connection } from '../shared/registry/connections';
import { saveAsCredential } from '../shared/account/credentialSink';
import { settle } from '../shared/settle';
import { AmoCrmProblem } from '../shared/problem';
import type { Integration } from '../shared/registry/integration';
import type { InstallNote, OpenNote } from '../shared/registry/journal';
import { retry } from '../shared/transport/retry';
import { eventHeadOf, type Reaction, type BrowserAnswer, type TriggerContext } from './context';
import { failedEvent, installedEvent } from './events';
import { mayEmit } from './limits';
import { noteDown } from './noting';
import { readState } from './states';

export const mayPass = (error: unknown): error is AmoCrmProblem =>
	error instanceof AmoCrmProblem && TRANSIENT.has(error.code);

/** As long as a code lives: 20 minutes. */
const CODE_LIFE_MS = 20 * 60 * 1000;

/** Seconds at first, minutes in the end. */
const PAUSES = { retries: Infinity, firstPauseMs: 2_000, longestPauseMs: 5 * 60 * 1000 };

/** How amoCRM refuses a code that is another integration's, or a secret that somebody made up. */
const OF_ANOTHER = new Set(['badInput', 'unauthorized']);

/** An install call on its way. */
export interface InstallProgress {
	note: InstallNote;
	/** Keeps it from being lost. */
	open?: OpenNote;
	/** The table did not take its note: no code is spent before it does. */
	isRefused?: boolean;
	/** Nobody makes the call again: it is tried for as long as its code lives. */
	isPatient: boolean;
	/** Its code may have been exchanged already: its process died. */
	isResumed?: boolean;
	/** The tokens are safe: told at once, for the rest may take its time. */
	stored?(): void;
}

/** With the keys that are known, or with one after the other that the code may belong to. */
async function connectOnce(
	{ accounts, extraDomains }: Integration,
	{ note, isPatient, stored }: InstallProgress,
	mayBeUsed: boolean,
): Promise<Connection> {
	const { domain, ownKeys, candidates = [], code, redirectUri, via } = note;
	const address = accountFromReferer(domain, extraDomains);
	// The call comes back to the end of the line by itself.
	const retries = isPatient ? 0 : undefined;
	const request = { address, code, redirectUri, via, retries, mayBeUsed, stored };
	for (const keys of candidates) {
		const tried = await settle(accounts.connect({ ...request, ownKeys: keys }));
		if (tried.ok) return tried.value;
		const { error } = tried;
		if (!(error instanceof AmoCrmProblem) || !OF_ANOTHER.has(error.code)) throw error;
	}
	return await accounts.connect({ ...request, ownKeys });
}

/** The integration as its credential says by now; as it was, where n8n could not even read that. */
async function currentIntegration({ integration, reopen }: TriggerContext): Promise<Integration> {
	const reopened = await settle(reopen());
	if (reopened.ok) return reopened.value;
	if (reopened.error instanceof AmoCrmProblem) throw reopened.error;
	return integration;
}

/**
 * Who is patient goes on for as long as the code lives, with the credential as it is by then; once amoCRM gave tokens
 * for the code everybody does, for as long as the process lives.
 */
async function connectPatiently(
	progress: InstallProgress,
	context: TriggerContext,
): Promise<Connection> {
	const { note } = progress;
	const deadline = Date.parse(note.receivedAt) + CODE_LIFE_MS;
	let { integration } = context;
	let mayBeUsed = progress.isResumed ?? false;
	const once = async () => {
		if (progress.isRefused) {
			progress.open = await noteDown(note, { ...context, integration }, () => undefined);
			progress.isRefused = false;
		}
		return await connectOnce(integration, progress, mayBeUsed);
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
			const byNow = await settle(currentIntegration(context));
			// What is wrong with the credential may be mended by the next time.
			if (byNow.ok) integration = byNow.value;
			mayBeUsed ||= !progress.isRefused;
		},
	});
}

/** The event of a connected account. Where no credential could be made of it, its tokens are safe in the table. */
async function connected(
	connection: Connection,
	note: InstallNote,
	context: TriggerContext,
): Promise<Reaction> {
	const { integration, saveAs } = context;
	const state = readState(note.state, context);
	const event = installedEvent(eventHeadOf(context), note.via, state, connection);
	const page = { kind: 'installed', accountDomain: connection.account.domain } as const;
	const reaction = { status: 200, page, tokens: connection.tokens };
	const { clientId } = connection;
	if (clientId !== integration.keys.clientId) {
		await settle(integration.externalKeys.remove(clientId));
	}
	if (saveAs === 'installedAccount') return { ...reaction, event };
	const saved = await settle(saveAsCredential(integration, connection));
	if (saved.ok) return { ...reaction, event: { ...event, credential: { ...saved.value } } };
	if (!(saved.error instanceof AmoCrmProblem)) throw saved.error;
	return { ...reaction, event: { ...event, credentialProblem: saved.error.reason } };
}

/** What an install that did not succeed is told as. */
export function failed(
	problem: unknown,
	{ via, state, domain }: Pick<InstallNote, 'via' | 'state'> & { domain?: string },
	context: TriggerContext,
): Reaction {
	if (!(problem instanceof AmoCrmProblem)) throw problem;
	const occasion = eventHeadOf(context);
	const shown: BrowserAnswer = { status: 400, page: { kind: 'failed', reason: problem.code } };
	if (!mayEmit('failed', occasion.integrationId, context.warn)) return shown;
	const event = failedEvent(occasion, via, readState(state, context), domain, problem);
	return { ...shown, event };
}

/** How often, and after how long, a browser that came again looks for what its code led to. */
const LOOKS = 10;
const LOOK_MS = 500;

/** A browser that comes back after a restart, or to another process, sees what its code led to. */
async function seenBefore(
	{ note: { code, domain }, open }: InstallProgress,
	problem: unknown,
	{ integration }: TriggerContext,
): Promise<BrowserAnswer | undefined> {
	if (!(problem instanceof AmoCrmProblem) || problem.code !== 'codeUsed') return undefined;
	const address = accountFromReferer(domain, integration.extraDomains);
	for (let look = 0; look < LOOKS; look++) {
		const earlier = await settle(integration.accounts.isConnectedBy(code, address));
		// By its note it is gone on with when the table is back.
		if (!earlier.ok && open) throw earlier.error;
		if (earlier.ok && earlier.value) return installedPage(domain);
		await sleep(LOOK_MS);
	}
	return undefined;
}

export const installedPage = (accountDomain: string): BrowserAnswer => ({
	status: 200,
	page: { kind: 'installed', accountDomain },
});

/** Connects the account of a call that has been noted down. Its event is given with what its caller sees. */
export async function connect(
	progress: InstallProgress,
	context: TriggerContext,
): Promise<Reaction> {
	const { note } = progress;
	const tried = await settle(connectPatiently(progress, context));
	if (tried.ok) return await connected(tried.value, note, context);
	const seen = progress.isResumed ? undefined : await seenBefore(progress, tried.error, context);
	return seen ?? failed(tried.error, note, context);
}
