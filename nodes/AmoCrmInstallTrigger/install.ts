import { createHash } from 'node:crypto';
import { sleep } from 'n8n-workflow';

import { accountFromReferer, type AccountAddress } from '../shared/account/address';
import { connectAccount, resumeConnection, type Connection } from '../shared/account/connect';
import { attempt } from '../shared/attempt';
import { AmoCrmProblem } from '../shared/problem';
import { saveAsCredential } from '../shared/registry/credentialSink';
import type { Integration } from '../shared/registry/integration';
import type { InstallNote, OpenNote } from '../shared/registry/journal';
import { persist } from '../shared/transport/persist';
import type { CallOf } from './calls';
import { failedEvent, installedEvent } from './events';
import { occasionOf, type Reaction, type Situation } from './situation';
import { checkState, readState } from './states';

/** amoCRM's server waits 3 seconds for its answer, and this long at the most for our table. */
const NOTING_MS = 2_500;

/** Problems after which the same code may still work. */
const PASSING = new Set([
	'unreachable',
	'serverError',
	'rateLimited',
	'badAnswer',
	'storage',
	'conflict',
	'apiKeyRefused',
]);

/** As long as a code lives: 20 minutes. Seconds at first, minutes in the end. */
const CODE_LIFE_MS = 20 * 60 * 1000;
const PERSISTENCE = { retries: 9, firstPauseMs: 2_000 };

/**
 * Keys of external integrations that the code may belong to: of the one that the redirect names, or where it names
 * none, of those that came with its state. Nothing: it is the integration itself.
 */
async function externalKeysFor(
	{ clientId, state }: CallOf<'install'>,
	{ external, integration }: Situation,
): Promise<Pick<InstallNote, 'ownKeys' | 'candidates'>> {
	const { accounts, keys } = integration;
	if (!external || clientId === keys.clientId) return {};
	if (clientId === undefined) {
		return state === undefined ? {} : { candidates: await accounts.externalKeys.withState(state) };
	}
	const ownKeys = await accounts.externalKeys.named(clientId);
	if (ownKeys) return { ownKeys };
	throw new AmoCrmProblem('badInput', 'The secret of this integration has not arrived.', {
		hint: 'amoCRM sends it to the Secrets URI before the person comes back: it must be the address of this trigger.',
	});
}

/** What is known of a call before anything is done about it. */
async function noteOf(
	call: CallOf<'install'>,
	{ domain }: AccountAddress,
	situation: Situation,
): Promise<InstallNote> {
	const { redirectUri, receivedAt, owner = '' } = situation;
	const { code, via, state } = call;
	const external = await externalKeysFor(call, situation);
	return {
		owner,
		code,
		domain,
		via,
		redirectUri,
		state,
		receivedAt: receivedAt.toISOString(),
		...external,
	};
}

const isAway = ({ details: { status } }: AmoCrmProblem) => status === undefined || status >= 500;

/**
 * Notes the call down, then lets the server go that made it. A table that is away for a while keeps nobody from
 * connecting; one that refuses us would not take the tokens either, so the code stays unspent.
 * @throws AmoCrmProblem `storage`
 */
async function noteDown(note: InstallNote, situation: Situation): Promise<OpenNote | undefined> {
	const { integration, owner, answerServer, warn } = situation;
	const noting = owner === undefined ? undefined : attempt(integration.accounts.journal.open(note));
	await Promise.race([noting, sleep(NOTING_MS)]);
	if (note.via === 'widget') answerServer();
	const noted = await noting;
	if (!noted) return undefined;
	if (noted.ok) return noted.value;
	const { error } = noted;
	if (!(error instanceof AmoCrmProblem) || !isAway(error)) throw error;
	warn(`An amoCRM install call could not be noted down: ${error.message}`);
	return undefined;
}

/** How amoCRM refuses a code that is another integration's, or a secret that somebody made up. */
const OF_ANOTHER = new Set(['badInput', 'unauthorized']);

type Connect = (integration: Integration, note: InstallNote) => Promise<Connection>;

/** With the keys that are known, or with one after the other that the code may belong to. */
const trying =
	(way: typeof connectAccount): Connect =>
	async (integration, { domain, ownKeys, candidates = [], ...note }) => {
		const address = accountFromReferer(domain, integration.extraDomains);
		for (const keys of candidates) {
			const tried = await attempt(way(integration, { ...note, address, ownKeys: keys }));
			if (tried.ok) return tried.value;
			const { error } = tried;
			if (!(error instanceof AmoCrmProblem) || !OF_ANOTHER.has(error.code)) throw error;
		}
		return await way(integration, { ...note, address, ownKeys });
	};

const connectFirst = trying(connectAccount);

const connectAgain = trying(resumeConnection);

/** The integration as its credential says by now; as it was, where n8n could not even read that. */
async function integrationByNow({ integration, reopen }: Situation): Promise<Integration> {
	const reopened = await attempt(reopen());
	if (reopened.ok) return reopened.value;
	if (reopened.error instanceof AmoCrmProblem) throw reopened.error;
	return integration;
}

/** Nobody makes the call again: goes on for as long as the code lives, with the credential as it is by then. */
async function connectPatiently(
	note: InstallNote,
	situation: Situation,
	first: Connect,
): Promise<Connection> {
	const deadline = Date.parse(note.receivedAt) + CODE_LIFE_MS;
	let connect = async () => await first(situation.integration, note);
	return await persist(async () => await connect(), {
		...PERSISTENCE,
		mayRetry: ({ code }) => PASSING.has(code) && Date.now() < deadline,
		async wait({ message }, pause) {
			situation.warn(`An amoCRM account is not connected yet, it is tried again: ${message}`);
			connect = async () => await connectAgain(await integrationByNow(situation), note);
			await sleep(pause);
		},
	});
}

/** The event of a connected account. Where no credential could be made of it, its tokens are safe in the table. */
async function connected(
	connection: Connection,
	note: InstallNote,
	situation: Situation,
): Promise<Reaction> {
	const { integration, saveAs } = situation;
	const state = readState(note.state, situation);
	const event = installedEvent(occasionOf(situation), note.via, state, connection);
	const page = { kind: 'installed', accountDomain: connection.account.domain } as const;
	const reaction = { status: 200, page, tokens: connection.tokens };
	const { clientId } = connection;
	if (clientId !== integration.keys.clientId) {
		await attempt(integration.accounts.externalKeys.remove(clientId));
	}
	if (saveAs === 'installedAccount') return { ...reaction, event };
	const saved = await attempt(saveAsCredential(integration, connection));
	if (saved.ok) return { ...reaction, event: { ...event, credential: { ...saved.value } } };
	if (!(saved.error instanceof AmoCrmProblem)) throw saved.error;
	return { ...reaction, event: { ...event, credentialProblem: saved.error.reason } };
}

function failed(
	problem: unknown,
	{ via, state, domain }: Pick<InstallNote, 'via' | 'state'> & { domain?: string },
	situation: Situation,
): Reaction {
	if (!(problem instanceof AmoCrmProblem)) throw problem;
	return {
		status: 400,
		page: { kind: 'failed', reason: problem.code },
		event: failedEvent(occasionOf(situation), via, readState(state, situation), domain, problem),
	};
}

/** How often, and after how long, a browser that came again looks for what its code led to. */
const LOOKS = 10;
const LOOK_MS = 500;

/** A browser that comes back after a restart, or to another process, sees what its code led to. */
async function seenBefore(
	{ code, domain }: InstallNote,
	problem: unknown,
	{ integration }: Situation,
): Promise<Reaction | undefined> {
	if (!(problem instanceof AmoCrmProblem) || problem.code !== 'codeUsed') return undefined;
	const address = accountFromReferer(domain, integration.extraDomains);
	for (let look = 0; look < LOOKS; look++) {
		const earlier = await integration.accounts.connectedBy(code, address);
		const page = { kind: 'installed', accountDomain: domain } as const;
		if (earlier) return { status: 200, page };
		await sleep(LOOK_MS);
	}
	return undefined;
}

/** A person waits for the page, and can come again; a server does neither. */
async function connectNoted(note: InstallNote, situation: Situation): Promise<Reaction> {
	const connect =
		note.via === 'widget'
			? connectPatiently(note, situation, connectFirst)
			: connectFirst(situation.integration, note);
	const tried = await attempt(connect);
	if (tried.ok) return await connected(tried.value, note, situation);
	return (await seenBefore(note, tried.error, situation)) ?? failed(tried.error, note, situation);
}

async function installFresh(call: CallOf<'install'>, situation: Situation): Promise<Reaction> {
	let domain: string | undefined;
	const prepared = await attempt(
		(async () => {
			const address = accountFromReferer(call.referer, situation.integration.extraDomains);
			domain = address.domain;
			// A widget install has no state.
			if (call.via === 'button') checkState(call.state, situation);
			const note = await noteOf(call, address, situation);
			return { note, open: await noteDown(note, situation) };
		})(),
	);
	if (!prepared.ok) return failed(prepared.error, { ...call, domain }, situation);
	const { note, open } = prepared.value;
	return { ...(await connectNoted(note, situation)), note: open };
}

/** Codes on their way or done, by hash: a reload joins the first call instead of spending the code again. */
const seenCodes = new Map<string, Promise<Reaction>>();
const MOST_SEEN_CODES = 1_000;

function isPassing({ event }: Reaction): boolean {
	const reason = event?.reason as { code?: string } | undefined;
	return PASSING.has(reason?.code ?? '');
}

/** An account comes: by its widget, or by a person's browser. */
export async function install(call: CallOf<'install'>, situation: Situation): Promise<Reaction> {
	const { clientId } = situation.integration.keys;
	const key = createHash('sha256')
		.update(`${clientId}|${JSON.stringify(call.referer)}|${call.code}`)
		.digest('hex');
	const earlier = seenCodes.get(key);
	if (earlier) {
		const { status, page } = await earlier;
		return { status, page };
	}
	const first = installFresh(call, situation);
	seenCodes.set(key, first);
	if (seenCodes.size > MOST_SEEN_CODES) seenCodes.delete(seenCodes.keys().next().value ?? '');
	const done = await attempt(first);
	if (!done.ok || isPassing(done.value)) seenCodes.delete(key);
	return await first;
}

/** Goes on with an install call whose process died. */
export async function resume(open: OpenNote, situation: Situation): Promise<Reaction> {
	const { note } = open;
	const then = { ...situation, receivedAt: new Date(note.receivedAt) };
	const tried = await attempt(connectPatiently(note, then, connectAgain));
	const reaction = tried.ok
		? await connected(tried.value, note, then)
		: failed(tried.error, note, then);
	return { ...reaction, note: open };
}
