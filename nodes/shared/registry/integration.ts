import type { FunctionsBase, IHttpRequestOptions } from 'n8n-workflow';

import { parseExtraDomains } from '../account/address';
import type { IntegrationKeys } from '../oauth/tokens';
import { AmoCrmProblem } from '../problem';
import { readAllowance, type RateFields } from '../transport/allowance';
import { onHost, openDoor, type Door, type Send } from '../transport/door';
import { limiterFor, type Limiter } from '../transport/limiter';
import { DataTable } from './dataTable';
import type { N8nApi } from './n8nApi';
import { InstalledAccounts } from './installedAccounts';

/** What every kind of n8n's execution contexts offers of what is needed here. */
export type Functions = Pick<FunctionsBase, 'getInstanceBaseUrl'> & {
	getCredentials(type: string, itemIndex?: number): Promise<object>;
	helpers: { httpRequest(options: IHttpRequestOptions): Promise<unknown> };
};

/** The credential `amoCrmIntegrationApi` as n8n gives it. */
interface IntegrationCredential extends RateFields {
	clientId?: string;
	clientSecret?: string;
	redirectUri?: string;
	extraDomains?: string;
	n8nApiUrl?: string;
	n8nApiKey?: string;
}

/** An integration that many accounts install, and those that did. */
export interface Integration {
	keys: IntegrationKeys;
	/** As the credential says; empty: the address at which the install call arrives. */
	redirectUri: string;
	extraDomains: string[];
	n8nApi: N8nApi;
	accounts: InstalledAccounts;
	doorTo: (domain: string) => Door;
	/** Of what is asked of an account, under the integration's own id unless another is given. */
	limiterIn: (domain: string, clientId?: string) => Limiter;
	/** n8n's plain request helper. */
	send: Send;
}

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

/** Takes the address as people paste it, with or without the path of the API. */
function toApi(credential: IntegrationCredential, instanceBaseUrl: string): N8nApi {
	const typed = (credential.n8nApiUrl ?? '').trim() || instanceBaseUrl;
	const baseUrl = typed.replace(/\/+$/, '').replace(/\/api(\/v1)?$/, '');
	if (!URL.canParse(baseUrl) || !/^https?:/.test(baseUrl)) {
		throw new AmoCrmProblem('badInput', `"${typed}" is not the address of an n8n.`, {
			hint: 'Enter the n8n API URL in the credential as http://localhost:5678, or leave it empty.',
		});
	}
	const apiKey = required(
		credential.n8nApiKey,
		'n8n API key',
		'Create one in n8n under Settings > n8n API, with the data table scopes.',
	);
	return { baseUrl, apiKey };
}

/**
 * Opens the integration whose credential the node was given.
 * @throws AmoCrmProblem `missingCredential`, `badInput`
 */
export async function openIntegration(functions: Functions): Promise<Integration> {
	const credential = (await functions.getCredentials(
		'amoCrmIntegrationApi',
	)) as IntegrationCredential;
	const seeSettings = "Copy it from the integration's Keys and scopes tab in amoCRM.";
	const keys = {
		clientId: required(credential.clientId, 'client id', seeSettings),
		clientSecret: required(credential.clientSecret, 'client secret', seeSettings),
	};
	const n8nApi = toApi(credential, functions.getInstanceBaseUrl());
	const send: Send = async (options) => await functions.helpers.httpRequest(options);
	const doorTo = (host: string) => openDoor(send, onHost(host));
	const extraDomains = parseExtraDomains(credential.extraDomains);
	const accounts: InstalledAccounts = new InstalledAccounts({
		table: new DataTable(send, n8nApi, () => accounts.remembered()),
		keys,
		doorTo,
		extraDomains,
		storage: n8nApi.baseUrl,
	});
	return {
		keys,
		redirectUri: (credential.redirectUri ?? '').trim(),
		extraDomains,
		n8nApi,
		accounts,
		doorTo,
		limiterIn: (domain, clientId = keys.clientId) =>
			limiterFor(readAllowance(clientId, credential), domain),
		send,
	};
}
