import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import { accountFromReferer, type AccountAddress } from '../shared/account/address';
import { connectAccount, type Connection } from '../shared/account/connect';
import { attempt } from '../shared/attempt';
import { isDisableSignatureValid } from '../shared/oauth/disableSignature';
import { verifyState } from '../shared/oauth/state';
import { AmoCrmProblem } from '../shared/problem';
import { saveAsCredential } from '../shared/registry/credentialSink';
import type { Integration } from '../shared/registry/integration';
import type { Call, CallOf } from './calls';
import {
	deniedEvent,
	failedEvent,
	installedEvent,
	uninstalledEvent,
	type InstallEvent,
	type Occasion,
} from './events';
import type { Page } from './pages';

export type StateCheck = 'off' | 'signed';

/** Where the tokens of a new account go. */
export type SaveAs = 'installedAccount' | 'credential';

/** What a call means to the node that received it. */
export interface Situation {
	integration: Integration;
	/** The address at which the call arrived, or the one that the credential names. */
	redirectUri: string;
	stateCheck: StateCheck;
	saveAs: SaveAs;
	receivedAt: Date;
}

/** What is said to the caller and what starts the workflow. */
export interface Reaction {
	status: number;
	page: Page;
	/** Nothing: the call was a repetition, a forgery, or not meant for us. */
	event?: InstallEvent;
	/** The tokens of a new connection, for builders who ask for them. */
	tokens?: Connection['tokens'];
}

/** A state that nobody signed may be anything: so much of it is shown. */
const MOST_RAW_STATE = 2_000;

type Handler<Kind extends Call['kind']> = (
	call: CallOf<Kind>,
	situation: Situation,
) => Promise<Reaction>;

const occasionOf = ({ integration, receivedAt }: Situation): Occasion => ({
	receivedAt,
	integrationId: integration.keys.clientId,
});

/** The builder's own data where the state is signed; any other state as it came. */
function readState(state: string | undefined, { integration, receivedAt }: Situation): IDataObject {
	if (state === undefined) return {};
	try {
		return verifyState(state, integration.keys, receivedAt);
	} catch {
		return { raw: state.slice(0, MOST_RAW_STATE) };
	}
}

/** A widget install has no state; a person's browser must bring a signed one where the builder wants it. */
function checkState(call: CallOf<'install'>, situation: Situation): void {
	if (situation.stateCheck === 'off' || call.via === 'widget') return;
	verifyState(call.state ?? '', situation.integration.keys, situation.receivedAt);
}

async function exchange(
	call: CallOf<'install'>,
	address: AccountAddress,
	situation: Situation,
): Promise<Reaction> {
	const { integration, redirectUri, saveAs } = situation;
	const { code, via } = call;
	const connection = await connectAccount(integration, { address, code, redirectUri, via });
	const credential =
		saveAs === 'credential' ? await saveAsCredential(integration, connection) : undefined;
	const state = readState(call.state, situation);
	const event = installedEvent(occasionOf(situation), via, state, connection);
	return {
		status: 200,
		page: { kind: 'installed', accountDomain: connection.account.domain },
		event: credential ? { ...event, credential: { ...credential } } : event,
		tokens: connection.tokens,
	};
}

/** A browser that comes back after a restart, or to another process, sees what its code led to. */
async function alreadyConnected(
	code: string,
	address: AccountAddress | undefined,
	problem: AmoCrmProblem,
	{ integration }: Situation,
): Promise<Reaction | undefined> {
	if (problem.code !== 'codeUsed' || !address) return undefined;
	const account = await integration.accounts.connectedBy(code, address);
	return account && { status: 200, page: { kind: 'installed', accountDomain: account.domain } };
}

async function install(call: CallOf<'install'>, situation: Situation): Promise<Reaction> {
	let address: AccountAddress | undefined;
	const tried = await attempt(
		(async () => {
			address = accountFromReferer(call.referer, situation.integration.extraDomains);
			checkState(call, situation);
			return await exchange(call, address, situation);
		})(),
	);
	if (tried.ok) return tried.value;
	const problem = tried.error;
	if (!(problem instanceof AmoCrmProblem)) throw problem;
	const earlier = await alreadyConnected(call.code, address, problem, situation);
	if (earlier) return earlier;
	const state = readState(call.state, situation);
	return {
		status: 400,
		page: { kind: 'failed', reason: problem.code },
		event: failedEvent(occasionOf(situation), call.via, state, address?.domain, problem),
	};
}

/** Codes on their way or done, by hash: a reload joins the first call instead of spending the code again. */
const seenCodes = new Map<string, Promise<Reaction>>();
const MOST_SEEN_CODES = 1_000;

/** Problems after which the same code may still work. */
const PASSING = new Set([
	'unreachable',
	'serverError',
	'rateLimited',
	'badAnswer',
	'storage',
	'conflict',
]);

function isPassing({ event }: Reaction): boolean {
	const reason = event?.reason as { code?: string } | undefined;
	return PASSING.has(reason?.code ?? '');
}

const installOnce: Handler<'install'> = async (call, situation) => {
	const { clientId } = situation.integration.keys;
	const key = createHash('sha256')
		.update(`${clientId}|${JSON.stringify(call.referer)}|${call.code}`)
		.digest('hex');
	const earlier = seenCodes.get(key);
	if (earlier) {
		const { status, page } = await earlier;
		return { status, page };
	}
	const first = install(call, situation);
	seenCodes.set(key, first);
	if (seenCodes.size > MOST_SEEN_CODES) seenCodes.delete(seenCodes.keys().next().value ?? '');
	const done = await attempt(first);
	if (!done.ok || isPassing(done.value)) seenCodes.delete(key);
	return await first;
};

const refuse: Handler<'refusal'> = async (call, situation) => ({
	status: 200,
	page: { kind: 'denied' },
	event: deniedEvent(occasionOf(situation), call.error, readState(call.state, situation)),
});

const disable: Handler<'disabling'> = async (call, situation) => {
	const { keys, accounts } = situation.integration;
	const accountId = Number(call.accountId);
	const isGenuine =
		call.clientId === keys.clientId && isDisableSignatureValid(call, keys.clientSecret);
	if (!isGenuine || !Number.isSafeInteger(accountId)) {
		return { status: 403, page: { kind: 'unknown' } };
	}
	const known = await accounts.markUninstalled(accountId);
	return {
		status: 200,
		page: { kind: 'unknown' },
		event: uninstalledEvent(occasionOf(situation), accountId, known),
	};
};

const ignore: Handler<'unknown'> = async () => ({ status: 400, page: { kind: 'unknown' } });

const handlers: { [Kind in Call['kind']]: Handler<Kind> } = {
	install: installOnce,
	refusal: refuse,
	disabling: disable,
	unknown: ignore,
};

/**
 * A server that installs a widget waits 3 seconds, never calls again, and ignores what it is told: it is
 * answered before the work. A call that names no account is refused right away.
 */
export function isAnsweredFirst(call: Call, { integration }: Situation): boolean {
	if (call.kind !== 'install' || call.via !== 'widget') return false;
	try {
		accountFromReferer(call.referer, integration.extraDomains);
		return true;
	} catch {
		return false;
	}
}

/** Does what the call asks for. */
export async function handleCall(call: Call, situation: Situation): Promise<Reaction> {
	const handler = handlers[call.kind] as Handler<Call['kind']>;
	return await handler(call, situation);
}
