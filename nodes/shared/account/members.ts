import { openIntegration, type Integration } from '../registry/integration';
import { dataOf } from '../registry/account';
import { isActive, type ActiveAccount } from '../registry/activeAccounts';
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
	/** When it installed the integration, or was resumed after that, by the clock of this n8n. */
	installedAt?: string;
	/** What the builder keeps with it. */
	data?: ReturnType<typeof dataOf>;
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
const installed = (integration: Integration, account: ActiveAccount): Member => {
	const { accountId, installedAt, resumedAt } = account;
	return {
		key: String(accountId),
		installedAt: resumedAt > installedAt ? resumedAt : installedAt,
		data: dataOf(account),
		open: async () => ({ session: await openInstalled(integration, { accountId }), accountId }),
	};
};

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
		return [account].filter(isActive).map((each) => installed(integration, each));
	}
	return (await accounts.active()).map((account) => installed(integration, account));
}
