import { sleep } from 'n8n-workflow';

import { accountFromReferer } from '../shared/address';
import { TRANSIENT, type Connection } from '../shared/registry/connections';
import { saveAsCredential } from '../shared/account/credentialSink';
import { settle, settleProblem } from '../shared/settle';
import type { ForAccount } from '../shared/oauth/state';
import { AmoCrmProblem, hasCode } from '../shared/problem';
import type { Integration } from '../shared/registry/integration';
import { retry } from '../shared/transport/retry';
import { connectChatChannel } from './chatChannel';
import { eventHeadOf, type Reaction, type BrowserAnswer, type TriggerContext } from './context';
import { failedEvent, installedEvent } from './events';
import type { InstallNote, OpenInstallNote } from './note';
import { mayEmit } from './start';
import { noteDown } from './noting';
import { accountIn, readState } from './states';

export const isTransient = (error: unknown): error is AmoCrmProblem =>
	error instanceof AmoCrmProblem && TRANSIENT.has(error.code);

/** As long as a code lives: 20 minutes. */
const CODE_LIFE_MS = 20 * 60 * 1000;

const RETRY_PAUSES = { retries: Infinity, firstPauseMs: 2_000, longestPauseMs: 5 * 60 * 1000 };

/** How amoCRM refuses a code of another integration, or a forged secret. */
const WRONG_KEYS = ['badInput', 'unauthorized'] as const;

/** An install call on its way. */
export interface InstallProgress {
	note: InstallNote;
	/** Its note in the journal. */
	open?: OpenInstallNote;
	/** The table refused its note: the code is not exchanged before it is noted. */
	needsNote?: boolean;
	/** amoCRM does not repeat the call: it is tried for as long as its code lives. */
	isPatient: boolean;
	/** Its process died: its code may have been exchanged already. */
	isResumed?: boolean;
	/** Called when the tokens are safe. */
	stored?(): void;
}

/** With the known keys, or with each candidate until one fits. */
async function connectOnce(
	{ accounts, extraDomains }: Integration,
	{ note, isPatient, stored }: InstallProgress,
	{ onlyAccount, ...data }: ForAccount,
	mayBeUsed: boolean,
): Promise<Connection> {
	const { domain, ownKeys, candidates = [], code, redirectUri, via } = note;
	const address = accountFromReferer(domain, extraDomains);
	// A patient call goes back to the end of the queue by itself.
	const retries = isPatient ? 0 : undefined;
	const told = { address, code, redirectUri, via, data, onlyAccount };
	const request = { ...told, retries, mayBeUsed, stored };
	for (const keys of candidates) {
		const tried = await settle(accounts.connect({ ...request, ownKeys: keys }));
		if (tried.ok) return tried.value;
		if (!hasCode(tried.error, ...WRONG_KEYS)) throw tried.error;
	}
	return await accounts.connect({ ...request, ownKeys });
}

/** The integration with its current credential; unchanged if n8n cannot read that. */
async function currentIntegration({ integration, reopen }: TriggerContext): Promise<Integration> {
	const reopened = await settle(reopen());
	if (reopened.ok) return reopened.value;
	if (reopened.error instanceof AmoCrmProblem) throw reopened.error;
	return integration;
}

/**
 * A patient call is retried for as long as its code lives, with the current credential. Once amoCRM has given tokens for
 * the code every call is, for as long as the process lives.
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
		if (progress.needsNote) {
			progress.open = await noteDown(note, { ...context, integration }, () => undefined);
			progress.needsNote = false;
		}
		return await connectOnce(integration, progress, accountIn(note.state, context), mayBeUsed);
	};
	return await retry(once, {
		...RETRY_PAUSES,
		mayRetry: (problem) =>
			isTransient(problem) &&
			((progress.isPatient && Date.now() < deadline) ||
				integration.accounts.holdsPairOf(note.code)),
		async wait({ message }, pause) {
			context.warn(`An amoCRM account is not connected yet, it is tried again: ${message}`);
			await sleep(pause);
			const current = await settle(currentIntegration(context));
			// A faulty credential may be corrected by the next time.
			if (current.ok) integration = current.value;
			mayBeUsed ||= !progress.needsNote;
		},
	});
}

/** The event of a connected account. If it could not be saved as a credential, its tokens stay in the table. */
async function connected(
	connection: Connection,
	note: InstallNote,
	context: TriggerContext,
): Promise<Reaction> {
	const { integration, saveAs } = context;
	const state = readState(note.state, context);
	// The tokens may leave the table below.
	const { also, chatProblem } = await connectChatChannel(connection, context);
	const installed = installedEvent(eventHeadOf(context), note.via, state, connection);
	const event = { ...installed, ...(chatProblem && { chatProblem }) };
	const page = { kind: 'installed', accountDomain: connection.account.domain } as const;
	const reaction = { status: 200, page, tokens: connection.tokens, also };
	const { clientId } = connection;
	if (clientId !== integration.keys.clientId) {
		await settle(integration.externalKeys.remove(clientId));
	}
	if (saveAs === 'installedAccount') return { ...reaction, event };
	const saved = await settleProblem(saveAsCredential(integration, connection));
	if (saved.ok) return { ...reaction, event: { ...event, credential: { ...saved.value } } };
	return { ...reaction, event: { ...event, credentialProblem: saved.problem.reason } };
}

/** The event of an install that did not succeed. */
export function failed(
	problem: unknown,
	{ via, state, domain }: Pick<InstallNote, 'via' | 'state'> & { domain?: string },
	context: TriggerContext,
): Reaction {
	if (!(problem instanceof AmoCrmProblem)) throw problem;
	const eventHead = eventHeadOf(context);
	const page = { kind: 'failed', reason: problem.code, crmDomain: domain } as const;
	const shown: BrowserAnswer = { status: 400, page };
	if (!mayEmit('failed', eventHead.integrationId, context.warn)) return shown;
	const event = failedEvent(eventHead, via, readState(state, context), domain, problem);
	const { onlyAccount: id } = accountIn(state, context);
	return { ...shown, event: id === undefined ? event : { ...event, expectedAccount: { id } } };
}

/** How often, and after which pauses, the account of a used code is looked up. */
const CODE_LOOKUPS = 10;
const CODE_LOOKUP_MS = 500;

/** A page that is reloaded after a restart, or served by another process, shows what its code led to. */
async function seenBefore(
	{ note: { code, domain }, open }: InstallProgress,
	problem: unknown,
	{ integration }: TriggerContext,
): Promise<BrowserAnswer | undefined> {
	if (!hasCode(problem, 'codeUsed')) return undefined;
	const address = accountFromReferer(domain, integration.extraDomains);
	for (let look = 0; look < CODE_LOOKUPS; look++) {
		const earlier = await settle(integration.accounts.isConnectedBy(code, address));
		// Its note is resumed when the table is back.
		if (!earlier.ok && open) throw earlier.error;
		if (earlier.ok && earlier.value) return installedPage(domain);
		await sleep(CODE_LOOKUP_MS);
	}
	return undefined;
}

export const installedPage = (accountDomain: string): BrowserAnswer => ({
	status: 200,
	page: { kind: 'installed', accountDomain },
});

/** Connects the account of a call that has been noted down. */
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
