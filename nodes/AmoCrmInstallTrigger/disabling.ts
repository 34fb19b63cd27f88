import { isEqual } from 'lodash';
import { sleep } from 'n8n-workflow';

import { openInstalled } from '../shared/account/open';
import { settle, settleProblem } from '../shared/settle';
import { isDisableSignatureValid } from '../shared/oauth/keys';
import { queueOf } from '../shared/oauth/fairQueue';
import { statusOf } from '../shared/problem';
import type { Integration } from '../shared/registry/integration';
import type { CallOf } from './calls';
import { uninstalledEvent } from './events';
import type { InstallNote, OpenInstallNote } from './note';
import { noteDown, noteHead } from './noting';
import { eventHeadOf, refused, type Reaction, type TriggerContext } from './context';

/** The secrets that may have signed the call: the integration's, or that of the account's external integration. */
async function secretsNamed(
	{ clientId }: CallOf<'disabling'>,
	accountId: number,
	{ external, integration }: TriggerContext,
): Promise<readonly string[]> {
	const { accounts, keys, secrets } = integration;
	if (clientId === keys.clientId) return secrets;
	if (!external) return [];
	// Anybody can name an account: reads of the table are limited.
	const kept = await queueOf(keys.clientId, 'tableReads').run(
		{ host: String(accountId), isRenewal: false },
		() => accounts.keptOf(accountId),
	);
	return kept?.ownKeys?.clientId === clientId ? [kept.ownKeys.clientSecret] : [];
}

/** Pauses before the checks whether the account still accepts our token. */
const CHECK_PAUSES_MS = [0, 1_000, 2_000, 4_000];

/**
 * Whether an account has disabled the integration. `unknown`: it is checked again later. `uncheckable`: there is no token
 * to check with.
 */
type Verdict = 'alive' | 'ended' | 'unknown' | 'uncheckable';

/**
 * n8n renews the tokens of its credentials and does not show them; the access token that was moved there works for a
 * day. After that a first disabling is believed, because nobody can have seen its signature before; a later one is not.
 */
async function checkCredential(integration: Integration, accountId: number): Promise<Verdict> {
	const { accounts, keys } = integration;
	const [account, kept] = [await accounts.find(accountId), await accounts.keptOf(accountId)];
	if (!account || !kept) return 'unknown';
	const { probe, ownKeys = keys, reinstalled } = kept;
	if (!probe || probe.until <= Date.now()) return reinstalled ? 'uncheckable' : 'ended';
	const asked = await settle(
		accounts.tryToken(account.domain, ownKeys.clientId, probe.accessToken),
	);
	if (asked.ok) return 'alive';
	return statusOf(asked.error) === 401 ? 'ended' : 'unknown';
}

/** Statuses of accounts that have ended, or are not known. */
const ENDED_STATUSES = new Set([undefined, 'revoked', 'uninstalled']);

/** amoCRM revokes the tokens of an account that disables the integration: nothing else proves it. */
async function checkTokens(integration: Integration, accountId: number): Promise<Verdict> {
	const { accounts } = integration;
	const asked = await settle(
		openInstalled({ ...integration, accounts: accounts.evenPaused }, { accountId }).then(
			(session) => session.request({ method: 'GET', path: '/api/v4/account' }),
		),
	);
	if (asked.ok) return 'alive';
	const { code } = asked.error as { code?: string };
	if (code === 'inCredential') return await checkCredential(integration, accountId);
	if (code !== 'notInstalled') return 'unknown';
	return ENDED_STATUSES.has((await accounts.find(accountId))?.status) ? 'ended' : 'unknown';
}

/** The signature of a disabling is always the same: whoever saw one could replay it after a reinstall. */
async function verdictOn(integration: Integration, accountId: number): Promise<Verdict> {
	let verdict: Verdict = 'unknown';
	for (const pause of CHECK_PAUSES_MS) {
		await sleep(pause);
		const asked = await settleProblem(checkTokens(integration, accountId));
		verdict = asked.ok ? asked.value : 'unknown';
		if (verdict === 'ended' || verdict === 'uncheckable') break;
	}
	return verdict;
}

/** Pauses before later checks: for six days, in the end every two hours. Notes are kept for seven. */
const RECHECK_MS = [60_000, 5 * 60_000, 30 * 60_000, 2 * 3_600_000];
const MOST_CHECKS = 75;

const DONE = { status: 200, page: { kind: 'unknown' } } as const;

const ofAccount = (accountId: number) => `A call asked to disable the amoCRM account ${accountId}`;

const WHY: Record<Exclude<Verdict, 'ended' | 'unknown'>, string> = {
	alive: 'which is enabled: it was sent before.',
	uncheckable:
		'which is saved as a credential and had installed the integration before: whether that was sent before cannot be found out. Look in the account.',
};

/** Checks again later: by postponing its note, or by waiting if it has none. */
async function checkLater(
	note: InstallNote,
	{ accountId, looks }: NonNullable<InstallNote['disabling']>,
	context: TriggerContext,
	open: OpenInstallNote | undefined,
): Promise<Reaction> {
	const { warn } = context;
	if (looks >= MOST_CHECKS) {
		warn(`${ofAccount(accountId)}, which could not be asked for six days. Look in the account.`);
		return { ...DONE, note: open };
	}
	warn(`${ofAccount(accountId)}, which cannot be asked now. It is asked again later.`);
	const pause = RECHECK_MS[Math.min(looks, RECHECK_MS.length - 1)];
	const notBefore = new Date(Date.now() + pause).toISOString();
	const later = { ...note, disabling: { accountId, looks: looks + 1 }, notBefore };
	if (open) {
		await open.postpone(later);
		return DONE;
	}
	// A test run.
	if (context.owner === undefined) return DONE;
	await sleep(pause);
	const noted = await settle(noteDown(later, context, () => undefined));
	return await judgeDisabling(later, context, noted.ok ? noted.value : undefined);
}

/**
 * Checks whether an account has disabled the integration, and ends its connection if so.
 * @param open the note of the call, which is closed with the event
 * @param fresh of a call that has just arrived: whether it has arrived again meanwhile
 */
export async function judgeDisabling(
	note: InstallNote,
	context: TriggerContext,
	open: OpenInstallNote | undefined,
	fresh?: { isAskedAgain(): boolean },
): Promise<Reaction> {
	const { accountId = 0, looks = 0 } = note.disabling ?? {};
	const { integration, warn } = context;
	const { accounts } = integration;
	const found = await settle(accounts.statusOf(accountId));
	// A resumed call may not have started the workflow yet.
	if (fresh && found.ok && found.value.status === 'uninstalled') return { ...DONE, note: open };
	let verdict: Verdict;
	// Another call that arrived while the account was alive may be the true one.
	do verdict = found.ok ? await verdictOn(integration, accountId) : 'unknown';
	while (verdict === 'alive' && fresh?.isAskedAgain());
	if (verdict === 'alive' || verdict === 'uncheckable') {
		warn(`${ofAccount(accountId)}, ${WHY[verdict]}`);
		return { ...DONE, note: open };
	}
	if (verdict === 'unknown' || !found.ok)
		return await checkLater(note, { accountId, looks }, context, open);
	// By a former secret, a row that was sealed meanwhile would not verify, and be removed.
	const reopened = await settle(context.reopen());
	if (reopened.ok && !isEqual(reopened.value.secrets, integration.secrets))
		return await judgeDisabling(note, { ...context, integration: reopened.value }, open, fresh);
	const { connection } = found.value;
	const marked = await settleProblem(
		accounts.markUninstalled(accountId, connection, context.eventId),
	);
	if (!marked.ok) return await checkLater(note, { accountId, looks }, context, open);
	// It was connected again meanwhile: that connection is checked, too.
	if (!marked.value) return await judgeDisabling(note, context, open, fresh);
	const { account, isFirst } = marked.value;
	// Another process received the call, too.
	if (!isFirst) return { ...DONE, note: open };
	const event = uninstalledEvent(eventHeadOf(context), accountId, account);
	return { ...DONE, event, note: open };
}

/** Accounts that are being checked, and whether another call arrived meanwhile. */
const checking = new Map<string, { again: boolean }>();

/** Checks an account once at a time, however many calls arrive. */
async function judgeOnce(
	note: InstallNote,
	context: TriggerContext,
	key: string,
): Promise<Reaction> {
	const state = { again: false };
	checking.set(key, state);
	const isAskedAgain = () => {
		const { again } = state;
		state.again = false;
		return again;
	};
	let open: OpenInstallNote | undefined;
	let reaction: Reaction | undefined;
	try {
		const noted = await settle(noteDown(note, context, () => context.answerServer()));
		open = noted.ok ? noted.value : undefined;
		reaction = await judgeDisabling(note, context, open, { isAskedAgain });
		return reaction;
	} finally {
		checking.delete(key);
		if (!reaction) open?.release();
	}
}

/** An account disables the integration. */
export async function disable(
	call: CallOf<'disabling'>,
	context: TriggerContext,
): Promise<Reaction> {
	const accountId = Number(call.accountId);
	if (!Number.isSafeInteger(accountId) || accountId <= 0) {
		return refused(context, 'A call asked to disable an amoCRM account without naming one.');
	}
	const secrets = await secretsNamed(call, accountId, context);
	if (secrets.length === 0) {
		return refused(context, 'A call for another integration asked to disable an amoCRM account.');
	}
	if (!secrets.some((secret) => isDisableSignatureValid(call, secret))) {
		return refused(context, 'A call with a wrong signature asked to disable an amoCRM account.');
	}
	const key = `${call.clientId}|${accountId}`;
	const earlier = checking.get(key);
	if (earlier) {
		earlier.again = true;
		return DONE;
	}
	const note: InstallNote = {
		...noteHead(context),
		code: `disabling|${key}`,
		domain: '',
		via: 'button',
		disabling: { accountId, looks: 0 },
	};
	return await judgeOnce(note, context, key);
}
