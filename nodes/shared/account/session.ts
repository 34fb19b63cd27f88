import type { IHttpRequestOptions } from 'n8n-workflow';

import type { IntegrationFunctions } from '../registry/integration';
import { type Bytes, openBytes } from '../transport/bytes';
import { type ApiClient, createApiClient, type NodeRun } from '../transport/client';
import { leadingTo, onHost, openHttp, type Http, type Send } from '../transport/http';
import { type Limiter } from '../transport/limiter';
import { type AccountAddress, type Platform } from '../address';
import { onAnyDrive, withDrive } from './drive';

/** How a node reaches an account: the values of its parameter `authentication`. */
export type Authentication = 'oAuth2' | 'token' | 'installedAccount';

/** The resource locator `account` of a node. */
export interface AccountLocator {
	mode: string;
	value: string | number;
}

/** A context that can sign requests and has parameters: executions, dropdowns, triggers. */
export interface SessionFunctions extends IntegrationFunctions {
	helpers: IntegrationFunctions['helpers'] & {
		httpRequestWithAuthentication(
			credential: string,
			options: IHttpRequestOptions,
		): Promise<unknown>;
	};
	/** These two executions have alone. */
	getExecutionCancelSignal?(): AbortSignal | undefined;
	continueOnFail?(): boolean;
}

/** The id in amoCRM's chats that is kept with an installed account. */
interface KeptAmojoId {
	/** Empty: not known. */
	readonly amojoId: string;
	keep(amojoId: string): Promise<void>;
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
	/** Of an account that installed the integration. */
	readonly kept?: KeptAmojoId;
	/** The bytes of its files. */
	readonly bytes: Bytes;
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

export function signingSend(functions: SessionFunctions, credential: string): Send {
	return (options) =>
		functions.helpers.httpRequestWithAuthentication.call(functions, credential, options);
}

interface SessionParts {
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
	kept?: KeptAmojoId;
}

/** Makes a session of what each way to an account must give. */
export function toSession(opening: SessionParts): AccountSession {
	const { address, key, grantedBy, limiter, signed, send, run, notice, kept } = opening;
	const { domain, platform } = address;
	const clientAt = (host?: string) => createApiClient(domain, signed(host), limiter, run);
	return {
		...withDrive(clientAt(), clientAt),
		key,
		grantedBy,
		platform,
		notice,
		kept,
		bytes: openBytes(domain, send, onAnyDrive, limiter, run),
	};
}

/** An account that one credential stands for. */
export const singleKey = (integrationId: string, { domain }: AccountAddress) =>
	`${integrationId}|${domain}`;

type SingleParts = Pick<SessionParts, 'key' | 'grantedBy' | 'limiter' | 'send' | 'notice'> & {
	address: AccountAddress;
};

/** A session in an account that one credential stands for; n8n signs its requests. */
export function toSingle(
	functions: SessionFunctions,
	{ address, send, ...opening }: SingleParts,
): AccountSession {
	return toSession({
		...opening,
		address,
		signed: (host = address.domain) => leadingTo(host, openHttp(send, onHost(host))),
		send: (options) => functions.helpers.httpRequest(options),
		run: runOf(functions),
	});
}
