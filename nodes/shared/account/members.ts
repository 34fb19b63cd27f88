import { openIntegration, type Integration } from '../registry/integration';
import type { InstalledAccount } from '../registry/account';
import { selfOf } from './facts';
import { accountReference, openInstalled, openSingle } from './open';
import type { AccountLocator, AccountSession, Authentication, SessionFunctions } from './session';

/** A trigger with the parameters `authentication`, `accounts` and `account`. */
interface MemberFunctions extends SessionFunctions {
	getNodeParameter(name: string, fallback?: unknown): unknown;
}

/** An account whose events start the workflow. */
export interface Member {
	/** Tells it apart from the trigger's other accounts; the number of one that installed the integration. */
	key: string;
	/** When it installed the integration, by the clock of this n8n. */
	installedAt?: string;
	open(): Promise<{ session: AccountSession; accountId: number }>;
}

export const authenticationOf = (functions: MemberFunctions) =>
	functions.getNodeParameter('authentication', 'oAuth2') as Authentication;

/** Whether every account that installed the integration is one. */
export const servesEvery = (functions: MemberFunctions) =>
	authenticationOf(functions) === 'installedAccount' &&
	functions.getNodeParameter('accounts', 'chosen') === 'every';

export const chosenReference = (functions: MemberFunctions, { extraDomains }: Integration) =>
	accountReference(functions.getNodeParameter('account', {}) as AccountLocator, extraDomains);

/** By number: it is the same after the account was renamed. */
const installed = (
	integration: Integration,
	{ accountId, installedAt }: InstalledAccount,
): Member => ({
	key: String(accountId),
	installedAt,
	open: async () => ({ session: await openInstalled(integration, { accountId }), accountId }),
});

/** All accounts whose events start the workflow. @throws AmoCrmProblem */
export async function membersOf(functions: MemberFunctions): Promise<Member[]> {
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
