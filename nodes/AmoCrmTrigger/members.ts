import { authenticationOf, chosenReference, servesEvery } from '../shared/account/members';
import {
	openInstalled,
	openSingle,
	type accountReference,
	type AccountSession,
} from '../shared/account/session';
import type { InstalledAccount } from '../shared/registry/account';
import { changesSoFar } from '../shared/registry/changes';
import { openIntegration, type Integration } from '../shared/registry/integration';
import type { Functions } from './standing';

/** The session in which to ask about an event of this account. */
export async function sessionFor(functions: Functions, accountId: number): Promise<AccountSession> {
	const authentication = authenticationOf(functions);
	if (authentication !== 'installedAccount') return await openSingle[authentication](functions);
	return await openInstalled(await openIntegration(functions), { accountId });
}

/** How long a process trusts what it read of an account, for another may change it. */
const TRUST_MS = 15_000;

interface Reading {
	at: number;
	changes: number;
	account: Promise<InstalledAccount | undefined>;
}

const read = new Map<string, Reading>();

const isTrusted = ({ at, changes }: Reading) =>
	changes === changesSoFar() && Date.now() - at < TRUST_MS;

async function readAccount({ accounts, keys, n8nApi }: Integration, accountId: number) {
	const key = `${n8nApi.baseUrl}|${keys.clientId}|${accountId}`;
	const known = read.get(key);
	if (known && isTrusted(known)) return await known.account;
	const account = accounts.find(accountId);
	read.set(key, { at: Date.now(), changes: changesSoFar(), account });
	account.catch(() => read.delete(key));
	return await account;
}

const isNamedBy = (
	reference: ReturnType<typeof accountReference>,
	{ accountId, domain, formerDomains }: InstalledAccount,
) =>
	'accountId' in reference
		? reference.accountId === accountId
		: [domain, ...formerDomains].includes(reference.domain);

/** Whether the account is, by now, one whose events start the workflow. */
export async function isMember(functions: Functions, accountId: number): Promise<boolean> {
	// The key in the address was made for the account of the credential.
	if (authenticationOf(functions) !== 'installedAccount') return true;
	const integration = await openIntegration(functions);
	const account = await readAccount(integration, accountId);
	if (account?.status !== 'installed') return false;
	return servesEvery(functions) || isNamedBy(chosenReference(functions, integration), account);
}
