import { memoize, once } from 'lodash';
import type { IHttpRequestOptions } from 'n8n-workflow';

import { settle } from '../settle';
import { readClaims } from '../oauth/claims';
import { serialize } from '../serialize';
import { AmoCrmProblem } from '../problem';
import { openIntegration, type Functions, type Integration } from '../registry/integration';
import type { AccountReference } from '../registry/accountRows';
import { readAllowance, type RateFields } from '../transport/allowance';
import { openBytes, type Bytes } from '../transport/bytes';
import { createApiClient, type ApiClient } from '../transport/client';
import type { ByteStream } from '../transport/body';
import {
	leadingTo,
	onHost,
	openHttp,
	readFailure,
	type Http,
	type Send,
	type SentAnswer,
} from '../transport/http';
import { limiterFor, type Limiter } from '../transport/limiter';
import type { NodeRun } from '../transport/run';
import {
	accountFromInput,
	accountFromReferer,
	type AccountAddress,
	type Platform,
} from '../address';
import { onAnyDrive, withDrive } from './drive';
import { isRefusedLately, noteRefusal } from './refusals';
import { signedByRegistry } from './signed';

/** How a node reaches an account: the values of its parameter `authentication`. */
export type Authentication = 'oAuth2' | 'token' | 'installedAccount';

/** The resource locator `account` of a node. */
export interface AccountLocator {
	mode: string;
	value: string | number;
}

/** A context that can sign requests and has parameters: executions, dropdowns, triggers. */
export interface SessionFunctions extends Functions {
	helpers: Functions['helpers'] & {
		httpRequestWithAuthentication(
			credential: string,
			options: IHttpRequestOptions,
		): Promise<unknown>;
	};
	/** These two executions have alone. */
	getExecutionCancelSignal?(): AbortSignal | undefined;
	continueOnFail?(): boolean;
}

/** Acts in one account, whichever way it was authorised; paths that begin with `/v1.0/` lead to its drive. */
export interface AccountSession extends ApiClient {
	/** The same for all sessions that act in the same account with the same authorisation. */
	readonly key: string;
	/** The user in whose name it acts, as its token says: another admin may connect the account again. */
	readonly grantedBy?: number;
	readonly platform: Platform;
	/** Something that the user should be told once. */
	readonly notice?: string;
	/** The bytes of its files. */
	readonly bytes: Bytes;
}

interface OAuth2Credential extends RateFields {
	accountAddress?: string;
	clientId?: string;
	oauthTokenData?: { access_token?: string; callbackQueryString?: { referer?: string } };
}

interface TokenCredential extends RateFields {
	accountAddress?: string;
	accessToken?: string;
}

const runs = new WeakMap<object, NodeRun>();

/** What the context of a run stands for: the same for all that is sent in it. */
export function runOf(
	functions: Pick<SessionFunctions, 'getExecutionCancelSignal' | 'continueOnFail'>,
): NodeRun {
	const known = runs.get(functions);
	if (known) return known;
	const throwsProblems = functions.continueOnFail?.() === false;
	const run: NodeRun = {
		signal: functions.getExecutionCancelSignal?.(),
		ending: throwsProblems ? { isOver: false } : undefined,
	};
	runs.set(functions, run);
	return run;
}

function signingSend(functions: SessionFunctions, credential: string): Send {
	return async (options) =>
		await functions.helpers.httpRequestWithAuthentication.call(functions, credential, options);
}

interface Opening {
	address: Pick<AccountAddress, 'domain' | 'platform'>;
	key: string;
	grantedBy?: number;
	limiter: Limiter;
	/** Signs requests and leads them to the account, or to the host. */
	signed(host?: string): Http;
	/** n8n's plain request helper: bytes are not signed. */
	send: Send;
	run?: NodeRun;
	notice?: string;
}

function toSession(opening: Opening): AccountSession {
	const { address, key, grantedBy, limiter, signed, send, run, notice } = opening;
	const { domain, platform } = address;
	const clientAt = (host?: string) => createApiClient(domain, signed(host), limiter, run);
	return {
		...withDrive(clientAt(), clientAt),
		key,
		grantedBy,
		platform,
		notice,
		bytes: openBytes(domain, send, onAnyDrive, limiter, run),
	};
}

const singleKey = (integrationId: string, { domain }: AccountAddress) =>
	`${integrationId}|${domain}`;

type SingleOpening = Pick<Opening, 'key' | 'grantedBy' | 'limiter' | 'send' | 'notice'> & {
	address: AccountAddress;
};

function toSingle(
	functions: SessionFunctions,
	{ address, send, ...opening }: SingleOpening,
): AccountSession {
	return toSession({
		...opening,
		address,
		signed: (host = address.domain) => leadingTo(host, openHttp(send, onHost(host))),
		send: async (options) => await functions.helpers.httpRequest(options),
		run: runOf(functions),
	});
}

/** The account that the person chose on the consent page; n8n keeps it beside the token. */
function chosenAccount(credential: OAuth2Credential): { address: AccountAddress; notice?: string } {
	const typed = accountFromInput(credential.accountAddress ?? '');
	const { referer } = credential.oauthTokenData?.callbackQueryString ?? {};
	if (!referer) return { address: typed };
	const address = accountFromReferer(referer);
	if (address.domain === typed.domain) return { address };
	const notice = `The credential says ${typed.domain}, but access was granted for ${address.domain}. Requests go to ${address.domain}; correct the address in the credential.`;
	return { address, notice };
}

/** n8n could not renew the token, or there is none: it says so with an error that has no answer in it. */
function reconnect(cause: unknown): AmoCrmProblem {
	const { message } = cause as { message?: string };
	return new AmoCrmProblem('unauthorized', 'The access to the account has ended.', {
		hint: 'Open the credential and connect the account again.',
		detail: /^[\w .,"'()-]{1,200}$/.test(message ?? '') ? message : undefined,
	});
}

/**
 * Of the account's own answers only a 401 is thrown; another refusal is the token endpoint's. Faults that pass
 * stay what they are.
 */
function isRenewalRefused(error: unknown): boolean {
	const { answer, code } = readFailure(error);
	if (!answer) return code === undefined || !/^E[A-Z_]+$/.test(code);
	return answer.status < 500 && ![401, 403, 429].includes(answer.status);
}

async function openByOAuth2(functions: SessionFunctions): Promise<AccountSession> {
	const name = 'amoCrmOAuth2Api';
	const credential = (await functions.getCredentials(name)) as OAuth2Credential;
	if (!credential.oauthTokenData?.access_token) {
		throw new AmoCrmProblem('unauthorized', 'The credential is not connected to an account yet.', {
			hint: 'Open the credential and click Connect.',
		});
	}
	const { address, notice } = chosenAccount(credential);
	const send = signingSend(functions, name);
	const sendOrReconnect: Send = async (options) => {
		const sent = await settle(send(options));
		if (sent.ok) return sent.value;
		throw isRenewalRefused(sent.error) ? reconnect(sent.error) : sent.error;
	};
	const integrationId = credential.clientId ?? '';
	const key = singleKey(integrationId, address);
	const limiter = limiterFor(readAllowance(integrationId, credential), address.domain);
	// n8n renews, and repeats at once, where it is shown a 401: it is shown one at a time, so that those behind
	// the first find the new token.
	const sendQuietly: Send = async (options) =>
		await sendOrReconnect({ ...options, ignoreHttpStatusErrors: true });
	const sendInTurn: Send = async (options) => {
		const answer = await sendQuietly(options);
		const { statusCode, body } = answer as SentAnswer<ByteStream>;
		if (statusCode !== 401 || isRefusedLately(key)) return answer;
		body.destroy();
		return await serialize(`refused|${key}`, async () => {
			await limiter.turn(runOf(functions).signal);
			if (isRefusedLately(key)) return await sendQuietly(options);
			const again = await settle(sendOrReconnect(options));
			if (again.ok) return again.value;
			if (readFailure(again.error).answer?.status === 401) noteRefusal(key);
			throw again.error;
		});
	};
	const { userId: grantedBy } = readClaims(credential.oauthTokenData.access_token);
	return toSingle(functions, { address, key, grantedBy, limiter, send: sendInTurn, notice });
}

async function openByToken(functions: SessionFunctions): Promise<AccountSession> {
	const name = 'amoCrmTokenApi';
	const credential = (await functions.getCredentials(name)) as TokenCredential;
	const address = accountFromInput(credential.accountAddress ?? '');
	const { accountId, userId: grantedBy } = readClaims(credential.accessToken ?? '');
	const send = signingSend(functions, name);
	const integrationId = String(accountId ?? 'token');
	const key = singleKey(integrationId, address);
	const limiter = limiterFor(readAllowance(integrationId, credential), address.domain);
	return toSingle(functions, { address, key, grantedBy, limiter, send });
}

/**
 * Reads the locator of an installed account.
 * @throws AmoCrmProblem `badInput`, `badAddress`
 */
export function accountReference(
	locator: AccountLocator,
	extraDomains: string[],
): AccountReference {
	const value = String(locator.value ?? '').trim();
	if (value === '') {
		throw new AmoCrmProblem('badInput', 'No account was chosen.', {
			hint: 'Choose an installed account, or give its address, such as the domain in the item of the install trigger.',
		});
	}
	if (locator.mode === 'domain') return { domain: accountFromInput(value, extraDomains).domain };
	const accountId = Number(value);
	if (Number.isSafeInteger(accountId) && accountId > 0) return { accountId };
	throw new AmoCrmProblem('badInput', `"${value.slice(0, 80)}" is not the id of an account.`, {
		hint: 'An account id is a whole number. To name the account by its address, choose "By Address".',
	});
}

/**
 * Opens a session in an account that installed the integration.
 * @param run what it is opened for, where that is a node's
 */
export async function openInstalled(
	integration: Integration,
	reference: AccountReference,
	run?: NodeRun,
): Promise<AccountSession> {
	const { accounts, httpTo, limiterIn, send } = integration;
	const { account, accessToken, clientId } = await accounts.access(reference);
	const { accountId } = account;
	const limiter = limiterIn(account.domain, clientId);
	return toSession({
		address: account,
		// By number: a renamed account is the same.
		key: `${clientId}|${accountId}`,
		grantedBy: readClaims(accessToken).userId,
		limiter,
		signed: (host) =>
			signedByRegistry(httpTo, accounts, { ...reference, accountId }, limiter, host),
		send,
		run,
	});
}

/** The ways to reach one account that need no locator. */
export const openSingle: Record<
	Exclude<Authentication, 'installedAccount'>,
	(functions: SessionFunctions) => Promise<AccountSession>
> = { oAuth2: openByOAuth2, token: openByToken };

/**
 * Makes what opens the sessions that a node's parameters ask for; each credential is read once for all of them.
 * @returns takes the node's parameter `account` beside `authentication`: it is read only for installed accounts
 */
export function sessionOpener(
	functions: SessionFunctions,
): (authentication: Authentication, locator: () => AccountLocator) => Promise<AccountSession> {
	const integrationOnce = once(async () => await openIntegration(functions));
	const singleOnce = memoize(
		async (authentication: keyof typeof openSingle) => await openSingle[authentication](functions),
	);
	return async (authentication, locator) => {
		if (authentication !== 'installedAccount') return await singleOnce(authentication);
		const integration = await integrationOnce();
		const reference = accountReference(locator(), integration.extraDomains);
		return await openInstalled(integration, reference, runOf(functions));
	};
}
