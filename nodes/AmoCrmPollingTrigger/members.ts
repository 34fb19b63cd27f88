import type { IPollFunctions } from 'n8n-workflow';

import {
	accountReference,
	openInstalled,
	openSingle,
	type AccountLocator,
	type AccountSession,
	type Authentication,
} from '../shared/account/session';
import { openIntegration } from '../shared/registry/integration';

/** An account whose events start the workflow. */
export interface Member {
	/** By it its cursor is kept; the same after the account was renamed, where amoCRM tells its number. */
	key: string;
	open(): Promise<AccountSession>;
}

/** All accounts whose events start the workflow. @throws AmoCrmProblem */
export async function membersOf(functions: IPollFunctions): Promise<Member[]> {
	const authentication = functions.getNodeParameter('authentication') as Authentication;
	if (authentication !== 'installedAccount') {
		const session = await openSingle[authentication](functions);
		return [{ key: session.key, open: async () => session }];
	}
	const integration = await openIntegration(functions);
	const { accounts, extraDomains } = integration;
	const isEvery = functions.getNodeParameter('accounts') === 'every';
	const locator = () => functions.getNodeParameter('account') as AccountLocator;
	const wanted = isEvery
		? await accounts.list()
		: [await accounts.get(accountReference(locator(), extraDomains))];
	return wanted
		.filter(({ status }) => status === 'installed')
		.map(({ integrationId, accountId }) => ({
			key: `${integrationId}|${accountId}`,
			open: async () => await openInstalled(integration, { accountId }),
		}));
}
