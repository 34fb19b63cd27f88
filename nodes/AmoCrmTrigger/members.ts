import {
	accountReference,
	openInstalled,
	openSingle,
	type AccountLocator,
	type AccountSession,
	type Authentication,
} from '../shared/account/session';
import { selfOf } from '../shared/account/self';
import type { InstalledAccount } from '../shared/registry/account';
import { openIntegration, type Integration } from '../shared/registry/integration';
import type { Functions } from './standing';

/** An account whose events start the workflow. */
export interface Member {
	/** Tells it apart from the trigger's other accounts. */
	key: string;
	open(): Promise<{ session: AccountSession; accountId: number }>;
}

const authenticationOf = (functions: Functions) =>
	functions.getNodeParameter('authentication', 'oAuth2') as Authentication;

/** Whether every account that installed the integration is one. */
export const servesEvery = (functions: Functions) =>
	authenticationOf(functions) === 'installedAccount' &&
	functions.getNodeParameter('accounts', 'chosen') === 'every';

const chosenReference = (functions: Functions, { extraDomains }: Integration) =>
	accountReference(functions.getNodeParameter('account', {}) as AccountLocator, extraDomains);

/** By number: it is the same after the account was renamed. */
const installed = (integration: Integration, { accountId }: InstalledAccount): Member => ({
	key: String(accountId),
	open: async () => ({ session: await openInstalled(integration, { accountId }), accountId }),
});

/** All accounts whose events start the workflow. @throws AmoCrmProblem */
export async function membersOf(functions: Functions): Promise<Member[]> {
	const authentication = authenticationOf(functions);
	if (authentication !== 'installedAccount') {
		const open = async () => {
			const session = await openSingle[authentication](functions);
			return { session, accountId: (await selfOf(session)).id };
		};
		return [{ key: authentication, open }];
	}
	const integration = await openIntegration(functions);
	const { accounts } = integration;
	if (!servesEvery(functions)) {
		const account = await accounts.get(chosenReference(functions, integration));
		return [installed(integration, account)];
	}
	const all = (await accounts.list()).filter(({ status }) => status === 'installed');
	return all.map((account) => installed(integration, account));
}

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
