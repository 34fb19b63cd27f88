import type { FunctionsBase, IHttpRequestOptions, IWebhookFunctions } from 'n8n-workflow';

import { parseExtraDomains } from '../address';
import { cached } from '../cached';
import type { IntegrationKeys } from '../oauth/tokens';
import { AmoCrmProblem } from '../problem';
import { readAllowance, type RateFields } from '../transport/allowance';
import { onHost, openHttp, type Send } from '../transport/http';
import { limiterFor, type Limiter } from '../transport/limiter';
import { AccountRows } from './accountRows';
import { ConnectionEvents } from './connectionEvents';
import type { ConnectionOptions } from './connections';
import { DataTable } from './dataTable';
import { ExternalKeys } from './externalKeys';
import { InstalledAccounts } from './installedAccounts';
import { Journal, type NoteHead, type NoteKind } from './journal';
import { AccountMemory } from './memory';
import { keyWarningOf, n8nApiAt, type N8nApi } from './n8nApi';
import { TableMarkers } from './tableMarkers';

/** What is needed of n8n's execution contexts, whichever kind it is. */
export type IntegrationFunctions = Pick<FunctionsBase, 'getInstanceBaseUrl' | 'logger'> & {
	getCredentials(type: string, itemIndex?: number): Promise<object>;
	helpers: { httpRequest(options: IHttpRequestOptions): Promise<unknown> };
};

/** The credential `amoCrmIntegrationApi` as n8n gives it. */
interface IntegrationCredential extends RateFields {
	clientId?: string;
	clientSecret?: string;
	previousSecret?: string;
	redirectUri?: string;
	extraDomains?: string;
	n8nApiUrl?: string;
	n8nApiKey?: string;
}

/** An integration that many accounts install, and those that did. */
export interface Integration extends ConnectionOptions {
	keys: IntegrationKeys;
	/** Secrets that may have signed or sealed something: the client secret, then the previous one if there is one. */
	secrets: readonly string[];
	/** As the credential says; empty: the address at which the install call arrives. */
	redirectUri: string;
	extraDomains: string[];
	n8nApi: N8nApi;
	accounts: InstalledAccounts;
	/** Calls of a kind that are on their way. */
	journalOf<Note extends NoteHead>(kind: NoteKind<Note>): Journal<Note>;
	/** Changes of connections that triggers report. */
	connectionEvents: ConnectionEvents;
	/** Secrets of external integrations whose account is not known yet. */
	externalKeys: ExternalKeys;
	/** n8n's plain request helper. */
	send: Send;
}

const SEE_SETTINGS = "Copy it from the integration's Keys and scopes tab in amoCRM.";

function required(value: string | undefined, name: string, hint: string): string {
	const text = (value ?? '').trim();
	if (text === '') {
		throw new AmoCrmProblem(
			'missingCredential',
			`The credential of the integration has no ${name}.`,
			{ hint },
		);
	}
	return text;
}

/** amoCRM's secrets have 64 characters. All seals and signatures rely on them, and a short one can be guessed. */
const SHORTEST_SECRET = 32;

function secretOf(value: string | undefined, name: string): string {
	const secret = required(value, name, SEE_SETTINGS);
	if (secret.length >= SHORTEST_SECRET) return secret;
	throw new AmoCrmProblem(
		'badInput',
		`The ${name} in the credential of the integration is not one that amoCRM made: it is too short.`,
		{ hint: SEE_SETTINGS },
	);
}

/** The client secret, then the previous one. */
function secretsOf({ clientSecret, previousSecret }: IntegrationCredential): [string, ...string[]] {
	const secret = secretOf(clientSecret, 'client secret');
	if ((previousSecret ?? '').trim() === '') return [secret];
	return [secret, secretOf(previousSecret, 'previous secret')];
}

/** Accepts the address as people paste it, with or without the path of the API. */
function toApi(credential: IntegrationCredential, instanceBaseUrl: string): N8nApi {
	const typed = (credential.n8nApiUrl ?? '').trim() || instanceBaseUrl;
	const address = n8nApiAt(typed);
	if (!address) {
		throw new AmoCrmProblem('badInput', `"${typed}" is not the address of an n8n.`, {
			hint: 'Enter the n8n API URL in the credential as http://localhost:5678, or leave it empty.',
		});
	}
	const apiKey = required(
		credential.n8nApiKey,
		'n8n API key',
		'Create one in n8n under Settings > n8n API, with the data table scopes.',
	);
	return { ...address, apiKey };
}

/** API keys that were warned about. */
const warned = cached<true>({ ms: 24 * 3_600_000 });

/** Warns once a day that the API key expires soon. */
function warnOfKey({ logger }: IntegrationFunctions, api: N8nApi): void {
	const warning = keyWarningOf(api);
	if (warning === undefined || warned.has(api.apiKey)) return;
	warned.set(api.apiKey, true);
	logger.warn(warning);
}

/**
 * Opens the integration whose credential the node was given.
 * @throws AmoCrmProblem `missingCredential`, `badInput`
 */
export async function openIntegration(functions: IntegrationFunctions): Promise<Integration> {
	const credential = (await functions.getCredentials(
		'amoCrmIntegrationApi',
	)) as IntegrationCredential;
	const clientId = required(credential.clientId, 'client id', SEE_SETTINGS);
	const secrets = secretsOf(credential);
	const keys = { clientId, clientSecret: secrets[0] };
	const n8nApi = toApi(credential, functions.getInstanceBaseUrl());
	warnOfKey(functions, n8nApi);
	const send: Send = (options) => functions.helpers.httpRequest(options);
	const extraDomains = parseExtraDomains(credential.extraDomains);
	const httpTo = (host: string) => openHttp(send, onHost(host), extraDomains);
	const warn = (message: string) => functions.logger.warn(message);
	const markers = new TableMarkers({ clientId, secrets }, new AccountMemory(keys, n8nApi.baseUrl));
	const limiterIn = (domain: string, id = clientId): Limiter =>
		limiterFor(
			readAllowance(id, credential),
			domain,
			async (key, lane) => await accounts.shareIn(key, lane),
		);
	const rows = new AccountRows({
		table: new DataTable({ send, api: n8nApi, markers, warn }),
		keys,
		secrets,
		extraDomains,
		storage: n8nApi.baseUrl,
		warn,
	});
	const accounts = new InstalledAccounts(rows, { httpTo, limiterIn, extraDomains });
	return {
		keys,
		secrets,
		redirectUri: (credential.redirectUri ?? '').trim(),
		extraDomains,
		n8nApi,
		accounts,
		journalOf: (kind) => new Journal(rows, kind),
		connectionEvents: new ConnectionEvents(rows, n8nApi),
		externalKeys: new ExternalKeys(rows),
		httpTo,
		limiterIn,
		send,
	};
}

/**
 * n8n sets up an engine for expressions each time that a credential is read for a webhook, and amoCRM waits for its
 * answer meanwhile: it is read again when that has been given.
 */
const credentials = cached<object>({ ms: 5_000, refreshMs: 2_000, refreshAfterMs: 100 });

/** For a call to a trigger: calls within seconds of each other share each credential as one of them read it. */
export function functionsForCall(functions: IWebhookFunctions): IntegrationFunctions {
	const { id: nodeId, credentials: chosen } = functions.getNode();
	return {
		getCredentials: (type) =>
			credentials.read(
				[functions.getWorkflow().id, nodeId, type, chosen?.[type]?.id].join('|'),
				() => functions.getCredentials(type),
			),
		getInstanceBaseUrl: () => functions.getInstanceBaseUrl(),
		helpers: functions.helpers,
		logger: functions.logger,
	};
}

/**
 * Opens the integration for a call to a trigger.
 * @throws AmoCrmProblem `missingCredential`, `badInput`
 */
export const openIntegrationForCall = async (functions: IWebhookFunctions): Promise<Integration> =>
	await openIntegration(functionsForCall(functions));
