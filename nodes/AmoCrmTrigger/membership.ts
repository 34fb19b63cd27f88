import { cached } from '../shared/cached';
import { dataOf, type InstalledAccount } from '../shared/registry/account';
import { changesSoFar } from '../shared/registry/changeFeed';
import type { Integration } from '../shared/registry/integration';
import type { TriggerContext } from './context';

/** What is known of the account that a call comes from. */
export interface Membership {
	/** Whether its events start the workflow. */
	isMember: boolean;
	/** Its events are taken, but start nothing. */
	isPaused?: boolean;
	/** What the builder keeps with it. */
	data?: ReturnType<typeof dataOf>;
	/** Domains of accounts beside amoCRM's own. */
	extraDomains: string[];
}

async function isChosen(
	context: TriggerContext,
	integration: Integration,
	{ accountId, domain, formerDomains, externalId }: InstalledAccount,
): Promise<boolean> {
	const reference = context.chosenAccount(integration);
	if ('accountId' in reference) return reference.accountId === accountId;
	if ('externalId' in reference) return reference.externalId === externalId;
	// Another account may have its former address by now.
	if (![domain, ...formerDomains].includes(reference.domain)) return false;
	const holder = await integration.accounts.holderOf(reference.domain);
	return holder?.accountId === accountId;
}

async function ofInstalled(context: TriggerContext, accountId: number): Promise<Membership> {
	const integration = await context.openIntegration();
	const { accounts, extraDomains } = integration;
	const account = await accounts.find(accountId);
	const isMember =
		account?.status === 'installed' &&
		(context.isForEvery || (await isChosen(context, integration, account)));
	const isPaused = Boolean(account?.pausedAt);
	return { isMember, isPaused, data: account && dataOf(account), extraDomains };
}

/** So that a busy account does not have credential and table read for each delivery; other processes change both. */
const memberships = cached<Membership>({ ms: 15_000 });

/** The account that a trigger was subscribed to last, by trigger. */
const subscribed = new Map<string, number>();

/** Notes which account the credential of the trigger leads to. */
export const noteAccount = ({ key }: TriggerContext, accountId: number): void =>
	void subscribed.set(key, accountId);

/** @throws AmoCrmProblem */
export async function membershipOf(
	context: TriggerContext,
	accountId: number,
): Promise<Membership> {
	if (context.isForInstalled) {
		const key = `${context.key}/${accountId}/${changesSoFar()}`;
		return await memberships.read(key, () => ofInstalled(context, accountId));
	}
	// The addresses stay valid when the credential is connected to another account.
	const current = subscribed.get(context.key) ?? accountId;
	return { isMember: current === accountId, extraDomains: [] };
}
