import type { IWebhookFunctions } from 'n8n-workflow';

import { changesSoFar } from '../shared/registry/changes';
import { openIntegration } from '../shared/registry/integration';
import { isMember } from './members';
import { ownerOf, type Functions } from './standing';

/** What is known of the account that a call comes from. */
export interface Welcome {
	/** Whether its events start the workflow. */
	isMember: boolean;
	/** Domains of accounts beside amoCRM's own. */
	extraDomains: string[];
}

/** How long a process trusts what it knows of an account, for another may change it. */
const TRUST_MS = 15_000;

interface Knowledge {
	at: number;
	changes: number;
	welcome: Promise<Welcome>;
}

/** By trigger and account: neither the credential nor the table is read for each of many deliveries. */
const known = new Map<string, Knowledge>();

const isTrusted = ({ at, changes }: Knowledge) =>
	changes === changesSoFar() && Date.now() - at < TRUST_MS;

/** The account in which a trigger of one credential was subscribed last, by trigger. */
const subscribed = new Map<string, number>();

/** The credential of the trigger leads to this account by now. */
export const noteAccount = (functions: Functions, accountId: number): void =>
	void subscribed.set(ownerOf(functions), accountId);

const isOfInstalled = (functions: Functions) =>
	functions.getNodeParameter('authentication', 'oAuth2') === 'installedAccount';

async function ask(functions: IWebhookFunctions, accountId: number): Promise<Welcome> {
	const { extraDomains } = await openIntegration(functions);
	return { isMember: await isMember(functions, accountId), extraDomains };
}

/** @throws AmoCrmProblem */
export async function welcomeOf(functions: IWebhookFunctions, accountId: number): Promise<Welcome> {
	const owner = ownerOf(functions);
	if (!isOfInstalled(functions)) {
		// Keys of addresses stay good when the credential is led to another account.
		const current = subscribed.get(owner) ?? accountId;
		return { isMember: current === accountId, extraDomains: [] };
	}
	const key = `${owner}/${accountId}`;
	const held = known.get(key);
	if (held && isTrusted(held)) return await held.welcome;
	const welcome = ask(functions, accountId);
	known.set(key, { at: Date.now(), changes: changesSoFar(), welcome });
	welcome.catch(() => known.delete(key));
	return await welcome;
}
