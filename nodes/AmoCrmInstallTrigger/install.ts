import { createHash } from 'node:crypto';
import { sleep } from 'n8n-workflow';

import { accountFromReferer, type AccountAddress } from '../shared/address';
import { cached } from '../shared/cached';
import type { Connection } from '../shared/account/connect';
import { settle } from '../shared/settle';
import { laneOf } from '../shared/oauth/lane';
import { AmoCrmProblem } from '../shared/problem';
import { saveAsCredential } from '../shared/account/credentialSink';
import type { InstallNote } from '../shared/registry/journal';
import type { CallOf } from './calls';
import { connect, mayPass, PASSING, type Progress } from './connecting';
import { failedEvent, installedEvent } from './events';
import { mayTell } from './limits';
import { noteDown, noteHead } from './noting';
import { occasionOf, type Reaction, type Shown, type TriggerContext } from './context';
import { checkState, readState } from './states';

/** A person looks at an empty page for so long. */
const BROWSER_MS = 20_000;

/**
 * Keys of external integrations that the code may belong to: of the one that the redirect names, or where it names
 * none, of those that came with its state. Nothing: it is the integration itself.
 */
async function externalKeysFor(
	{ clientId, state }: CallOf<'install'>,
	{ external, integration }: TriggerContext,
): Promise<Pick<InstallNote, 'ownKeys' | 'candidates'>> {
	const { accounts, keys } = integration;
	if (!external || clientId === keys.clientId) return {};
	const { externalKeys } = accounts;
	const recalled = clientId === undefined ? undefined : externalKeys.recalled(clientId);
	if (recalled) return { ownKeys: recalled };
	// Anybody can name an id, or make a state: the table is asked as often as it can bear.
	const reads = laneOf(keys.clientId, 'reads');
	if (clientId === undefined) {
		if (state === undefined) return {};
		const read = async () => await externalKeys.withState(state);
		return { candidates: await reads.run({ host: '', isRenewal: false }, read) };
	}
	const named = async () => await externalKeys.named(clientId);
	const ownKeys = await reads.run({ host: clientId, isRenewal: false }, named);
	if (ownKeys) return { ownKeys };
	throw new AmoCrmProblem('badInput', 'The secret of this integration has not arrived.', {
		hint: 'amoCRM sends it to the Secrets URI before the person comes back: it must be the address of this trigger.',
	});
}

/** What is known of a call before anything is done about it. */
async function noteOf(
	call: CallOf<'install'>,
	{ domain }: AccountAddress,
	context: TriggerContext,
): Promise<InstallNote> {
	const { code, via, state } = call;
	const external = await externalKeysFor(call, context);
	return { ...noteHead(context), code, domain, via, state, ...external };
}

/** The event of a connected account. Where no credential could be made of it, its tokens are safe in the table. */
async function connected(
	connection: Connection,
	note: InstallNote,
	context: TriggerContext,
): Promise<Reaction> {
	const { integration, saveAs } = context;
	const state = readState(note.state, context);
	const event = installedEvent(occasionOf(context), note.via, state, connection);
	const page = { kind: 'installed', accountDomain: connection.account.domain } as const;
	const reaction = { status: 200, page, tokens: connection.tokens };
	const { clientId } = connection;
	if (clientId !== integration.keys.clientId) {
		await settle(integration.accounts.externalKeys.remove(clientId));
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
	const occasion = occasionOf(context);
	const shown: Shown = { status: 400, page: { kind: 'failed', reason: problem.code } };
	if (!mayTell('failed', occasion.integrationId, context.warn)) return shown;
	const event = failedEvent(occasion, via, readState(state, context), domain, problem);
	return { ...shown, event };
}

/** How often, and after how long, a browser that came again looks for what its code led to. */
const LOOKS = 10;
const LOOK_MS = 500;

/** A browser that comes back after a restart, or to another process, sees what its code led to. */
async function seenBefore(
	{ note: { code, domain }, open }: Progress,
	problem: unknown,
	{ integration }: TriggerContext,
): Promise<Shown | undefined> {
	if (!(problem instanceof AmoCrmProblem) || problem.code !== 'codeUsed') return undefined;
	const address = accountFromReferer(domain, integration.extraDomains);
	for (let look = 0; look < LOOKS; look++) {
		const earlier = await settle(integration.accounts.connectedBy(code, address));
		// By its note it is gone on with when the table is back.
		if (!earlier.ok && open) throw earlier.error;
		if (earlier.ok && earlier.value) return installedPage(domain);
		await sleep(LOOK_MS);
	}
	return undefined;
}

const installedPage = (accountDomain: string): Shown => ({
	status: 200,
	page: { kind: 'installed', accountDomain },
});

/** A person who waits is told after a while that it goes on without him. */
async function showWaiting({ answerBrowser }: TriggerContext): Promise<void> {
	await sleep(BROWSER_MS);
	answerBrowser({ status: 202, page: { kind: 'waiting' } });
}

async function finish(
	progress: Progress,
	context: TriggerContext,
	isFirst: boolean,
): Promise<Reaction> {
	const { note } = progress;
	const tried = await settle(connect(progress, context, isFirst));
	if (tried.ok) return await connected(tried.value, note, context);
	const seen = isFirst ? await seenBefore(progress, tried.error, context) : undefined;
	return seen ?? failed(tried.error, note, context);
}

/** Notes the call down; a server that made it has its answer then. */
async function begin(
	call: CallOf<'install'>,
	address: AccountAddress,
	context: TriggerContext,
): Promise<Progress> {
	const isPatient = call.via === 'widget';
	// A widget install has no state.
	if (!isPatient) checkState(call.state, context);
	const note = await noteOf(call, address, context);
	const answer = () => isPatient && context.answerServer();
	const noted = await settle(noteDown(note, context, answer));
	if (noted.ok) return { note, open: noted.value, isPatient };
	if (isPatient && mayPass(noted.error)) return { note, isRefused: true, isPatient };
	throw noted.error;
}

async function installFresh(call: CallOf<'install'>, context: TriggerContext): Promise<Reaction> {
	let domain: string | undefined;
	if (call.via === 'button') void showWaiting(context);
	const prepared = await settle(
		(async () => {
			const address = accountFromReferer(call.referer, context.integration.extraDomains);
			domain = address.domain;
			return await begin(call, address, context);
		})(),
	);
	if (!prepared.ok) return failed(prepared.error, { ...call, domain }, context);
	const progress = prepared.value;
	if (call.via === 'button') {
		progress.stored = () => context.answerBrowser(installedPage(progress.note.domain));
	}
	let reaction: Reaction | undefined;
	try {
		reaction = await finish(progress, context, true);
		return { ...reaction, note: progress.open };
	} finally {
		if (!reaction) progress.open?.letGo();
	}
}

/** Codes on their way or done, by hash: a reload joins the first call instead of spending the code again. */
const seenCodes = cached<Shown>({
	ms: ({ page }) => (PASSING.has(page.reason ?? '') ? 0 : Infinity),
	most: 5_000,
});

const shownOf = ({ status, page }: Reaction): Shown => ({ status, page });

/** However the address of the account is spelled. */
function keyOf({ code, referer }: CallOf<'install'>, { integration }: TriggerContext): string {
	const text = typeof referer === 'string' ? referer : JSON.stringify(referer);
	const domain = text?.toLowerCase().replace(/^https:\/\/|\/$/g, '');
	return createHash('sha256')
		.update(`${integration.keys.clientId}|${domain}|${code}`)
		.digest('base64');
}

/** An account comes: by its widget, or by a person's browser. */
export async function install(call: CallOf<'install'>, context: TriggerContext): Promise<Reaction> {
	let first: Promise<Reaction> | undefined;
	const shown = await seenCodes.read(keyOf(call, context), async () => {
		first = installFresh(call, context);
		return shownOf(await first);
	});
	return first ? await first : shown;
}

/** Goes on with an install call whose process died. */
export async function resumeInstall(
	progress: Progress,
	context: TriggerContext,
): Promise<Reaction> {
	return await finish(progress, context, false);
}
