import type { IWebhookFunctions } from 'n8n-workflow';

import { authenticationOf, chosenReference, servesEvery } from '../shared/account/members';
import type { accountReference } from '../shared/account/session';
import type { InstalledAccount } from '../shared/registry/account';
import { changesSoFar } from '../shared/registry/changes';
import { openIntegration, type Integration } from '../shared/registry/integration';
import { ownerOf, type Functions } from './activation';

/** What is known of the account that a call comes from. */
export interface Membership {
	/** Whether its events start the workflow. */
	isMember: boolean;
	/** Domains of accounts beside amoCRM's own. */
	extraDomains: string[];
}

const isNamedBy = async (
	{ accounts }: Integration,
	reference: ReturnType<typeof accountReference>,
	{ accountId, domain, formerDomains }: InstalledAccount,
) =>
	'accountId' in reference
		? reference.accountId === accountId
		: // Another account may have its former address by now.
			[domain, ...formerDomains].includes(reference.domain) &&
			(await accounts.holderOf(reference.domain))?.accountId === accountId;

async function ofInstalled(functions: IWebhookFunctions, accountId: number): Promise<Membership> {
	const integration = await openIntegration(functions);
	const { accounts, extraDomains } = integration;
	const account = await accounts.find(accountId);
	const isMember =
		account?.status === 'installed' &&
		(servesEvery(functions) ||
			(await isNamedBy(integration, chosenReference(functions, integration), account)));
	return { isMember, extraDomains };
}

/** How long a process trusts what it knows of an account, for another may change it. */
const TRUST_MS = 15_000;

interface Knowledge {
	at: number;
	changes: number;
	membership: Promise<Membership>;
}

/** By trigger and account: neither the credential nor the table is read for each of many deliveries. */
const known = new Map<string, Knowledge>();

const isTrusted = ({ at, changes }: Knowledge) =>
	changes === changesSoFar() && Date.now() - at < TRUST_MS;

async function ofInstalledLately(functions: IWebhookFunctions, accountId: number) {
	const key = `${ownerOf(functions)}/${accountId}`;
	const held = known.get(key);
	if (held && isTrusted(held)) return await held.membership;
	const membership = ofInstalled(functions, accountId);
	known.set(key, { at: Date.now(), changes: changesSoFar(), membership });
	membership.catch(() => known.delete(key));
	return await membership;
}

/** Where a trigger was subscribed last, by trigger. */
const subscribed = new Map<string, number>();

/** The trigger's credential leads to this account by now. */
export const noteAccount = (functions: Functions, accountId: number): void =>
	void subscribed.set(ownerOf(functions), accountId);

/** @throws AmoCrmProblem */
export async function membershipOf(
	functions: IWebhookFunctions,
	accountId: number,
): Promise<Membership> {
	if (authenticationOf(functions) === 'installedAccount')
		return await ofInstalledLately(functions, accountId);
	// Keys in addresses stay good when the credential is led to another account.
	const current = subscribed.get(ownerOf(functions)) ?? accountId;
	return { isMember: current === accountId, extraDomains: [] };
}
