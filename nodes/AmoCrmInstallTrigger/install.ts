import { createHash } from 'node:crypto';
import { sleep } from 'n8n-workflow';

import { accountFromReferer, type AccountAddress } from '../shared/address';
import { cached } from '../shared/cached';
import { TRANSIENT } from '../shared/registry/connections';
import { settle } from '../shared/settle';
import { queueOf } from '../shared/oauth/fairQueue';
import { AmoCrmProblem } from '../shared/problem';
import type { CallOf } from './calls';
import { connect, failed, installedPage, isTransient, type InstallProgress } from './connecting';
import type { InstallNote } from './note';
import { noteDown, noteHead } from './noting';
import type { Reaction, BrowserAnswer, TriggerContext } from './context';
import { accountIn, checkState } from './states';

/** How long a browser waits before it is shown that the installation goes on. */
const BROWSER_MS = 20_000;

/**
 * Keys of external integrations that the code may belong to: of the one that the redirect names, or else of those with
 * its state. None: the code belongs to the integration itself.
 */
async function externalKeysFor(
	{ clientId, state }: CallOf<'install'>,
	context: TriggerContext,
): Promise<Pick<InstallNote, 'ownKeys' | 'candidates'>> {
	const { external, integration } = context;
	const { accounts, externalKeys, keys } = integration;
	if (!external || clientId === keys.clientId) return {};
	const { onlyAccount } = accountIn(state, context);
	const kept = onlyAccount === undefined ? undefined : await accounts.keptOf(onlyAccount);
	if (kept?.ownKeys && kept.ownKeys.clientId === clientId) return { ownKeys: kept.ownKeys };
	const recalled = clientId === undefined ? undefined : externalKeys.recalled(clientId);
	if (recalled) return { ownKeys: recalled };
	// Anybody can name an id, or make up a state: reads of the table are limited.
	const reads = queueOf(keys.clientId, 'tableReads');
	if (clientId === undefined) {
		if (state === undefined) return {};
		const read = () => externalKeys.withState(state);
		return { candidates: await reads.run({ host: '', isRenewal: false }, read) };
	}
	const named = () => externalKeys.named(clientId);
	const ownKeys = await reads.run({ host: clientId, isRenewal: false }, named);
	if (ownKeys) return { ownKeys };
	throw new AmoCrmProblem('badInput', 'The secret of this integration has not arrived.', {
		hint: 'amoCRM sends it to the Secrets URI before the person comes back: it must be the address of this trigger.',
	});
}

async function noteOf(
	call: CallOf<'install'>,
	{ domain }: AccountAddress,
	context: TriggerContext,
): Promise<InstallNote> {
	const { code, via, state } = call;
	const external = await externalKeysFor(call, context);
	return { ...noteHead(context), code, domain, via, state, ...external };
}

/** Shows a waiting person after a while that the installation goes on. */
async function showWaiting({ answerBrowser }: TriggerContext): Promise<void> {
	await sleep(BROWSER_MS);
	answerBrowser({ status: 202, page: { kind: 'waiting' } });
}

/** Notes the call down; then a waiting server is answered. */
async function begin(
	call: CallOf<'install'>,
	address: AccountAddress,
	context: TriggerContext,
): Promise<InstallProgress> {
	const isPatient = call.via === 'widget';
	// A widget install has no state.
	if (!isPatient) checkState(call.state, context);
	const note = await noteOf(call, address, context);
	const answer = () => isPatient && context.answerServer();
	const noted = await settle(noteDown(note, context, answer));
	if (noted.ok) return { note, open: noted.value, isPatient };
	if (isPatient && isTransient(noted.error)) return { note, needsNote: true, isPatient };
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
		reaction = await connect(progress, context);
		return { ...reaction, note: progress.open };
	} finally {
		if (!reaction) progress.open?.release();
	}
}

/** Codes in progress or done, by hash: a reloaded page joins the first call instead of exchanging the code again. */
const seenCodes = cached<BrowserAnswer>({
	ms: ({ page }) => ('reason' in page && TRANSIENT.has(page.reason ?? '') ? 0 : Infinity),
	most: 5_000,
});

const shownOf = ({ status, page }: Reaction): BrowserAnswer => ({ status, page });

function keyOf({ code, referer }: CallOf<'install'>, { integration }: TriggerContext): string {
	const text = typeof referer === 'string' ? referer : JSON.stringify(referer);
	const domain = text?.toLowerCase().replace(/^https:\/\/|\/$/g, '');
	return createHash('sha256')
		.update(`${integration.keys.clientId}|${domain}|${code}`)
		.digest('base64');
}

/** An account installs the integration, by its widget or in a person's browser. */
export async function install(call: CallOf<'install'>, context: TriggerContext): Promise<Reaction> {
	let first: Promise<Reaction> | undefined;
	const shown = await seenCodes.read(keyOf(call, context), async () => {
		first = installFresh(call, context);
		return shownOf(await first);
	});
	return first ? await first : shown;
}
