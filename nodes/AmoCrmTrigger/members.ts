import { authenticationOf, chosenReference, servesEvery } from '../shared/account/members';
import {
	openInstalled,
	openSingle,
	type accountReference,
	type AccountSession,
} from '../shared/account/session';
import type { InstalledAccount } from '../shared/registry/account';
import { openIntegration, type Integration } from '../shared/registry/integration';
import type { Functions } from './standing';

/** The session in which to ask about an event of this account. */
export async function sessionFor(functions: Functions, accountId: number): Promise<AccountSession> {
	const authentication = authenticationOf(functions);
	if (authentication !== 'installedAccount') return await openSingle[authentication](functions);
	return await openInstalled(await openIntegration(functions), { accountId });
}

const isNamedBy = (
	reference: ReturnType<typeof accountReference>,
	{ accountId, domain, formerDomains }: InstalledAccount,
) =>
	'accountId' in reference
		? reference.accountId === accountId
		: [domain, ...formerDomains].includes(reference.domain);

/** Whether the installed account is, by now, one whose events start the workflow. @throws AmoCrmProblem */
export async function isMember(functions: Functions, accountId: number): Promise<boolean> {
	const integration = await openIntegration(functions);
	const account = await integration.accounts.find(accountId);
	if (account?.status !== 'installed') return false;
	return servesEvery(functions) || isNamedBy(chosenReference(functions, integration), account);
}
