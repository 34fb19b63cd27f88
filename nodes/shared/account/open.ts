import { memoize, once } from 'lodash';

import { accountFromInput } from '../address';
import { readClaims } from '../oauth/claims';
import { AmoCrmProblem } from '../problem';
import type { AccountReference } from '../registry/accountRows';
import { openIntegration, type Integration } from '../registry/integration';
import { readAllowance, type RateFields } from '../transport/allowance';
import { limiterFor } from '../transport/limiter';
import type { NodeRun } from '../transport/client';
import { openByOAuth2 } from './oauth2';
import {
	runOf,
	signingSend,
	singleKey,
	toSession,
	toSingle,
	type AccountLocator,
	type AccountSession,
	type Authentication,
	type SessionFunctions,
} from './session';
import { signedByRegistry } from './signed';

interface TokenCredential extends RateFields {
	accountAddress?: string;
	accessToken?: string;
}

async function openByToken(functions: SessionFunctions): Promise<AccountSession> {
	const name = 'amoCrmTokenApi';
	const credential = (await functions.getCredentials(name)) as TokenCredential;
	const address = accountFromInput(credential.accountAddress ?? '');
	const { accountId, userId: grantedBy } = readClaims(credential.accessToken ?? '');
	const send = signingSend(functions, name);
	const integrationId = String(accountId ?? 'token');
	const key = singleKey(integrationId, address);
	const limiter = limiterFor(readAllowance(integrationId, credential), address.domain);
	return toSingle(functions, { address, key, grantedBy, limiter, send });
}

/**
 * Reads the locator of an installed account.
 * @throws AmoCrmProblem `badInput`, `badAddress`
 */
export function accountReference(
	locator: AccountLocator,
	extraDomains: string[],
): AccountReference {
	const value = String(locator.value ?? '').trim();
	if (value === '') {
		throw new AmoCrmProblem('badInput', 'No account was chosen.', {
			hint: 'Choose an installed account, or give its address, such as the domain in the item of the install trigger.',
		});
	}
	if (locator.mode === 'externalId') return { externalId: value };
	if (locator.mode === 'domain') return { domain: accountFromInput(value, extraDomains).domain };
	const accountId = Number(value);
	if (Number.isSafeInteger(accountId) && accountId > 0) return { accountId };
	throw new AmoCrmProblem('badInput', `"${value.slice(0, 80)}" is not the id of an account.`, {
		hint: 'An account id is a whole number. To name the account by its address, choose "By Address".',
	});
}

/**
 * Opens a session in an account that installed the integration.
 * @param run what it is opened for, where that is a node's
 */
export async function openInstalled(
	integration: Integration,
	reference: AccountReference,
	run?: NodeRun,
): Promise<AccountSession> {
	const { accounts, httpTo, limiterIn, send } = integration;
	const { account, accessToken, clientId } = await accounts.access(reference);
	const { accountId } = account;
	const limiter = limiterIn(account.domain, clientId);
	return toSession({
		address: account,
		// By number: a renamed account is the same.
		key: `${clientId}|${accountId}`,
		grantedBy: readClaims(accessToken).userId,
		limiter,
		signed: (host) =>
			signedByRegistry(httpTo, accounts, { ...reference, accountId }, limiter, host),
		send,
		run,
		kept: {
			amojoId: account.amojoId,
			keep: async (amojoId) => await accounts.keepAmojoId(account, amojoId),
		},
	});
}

/** The ways to reach one account that need no locator. */
export const openSingle: Record<
	Exclude<Authentication, 'installedAccount'>,
	(functions: SessionFunctions) => Promise<AccountSession>
> = { oAuth2: openByOAuth2, token: openByToken };

/**
 * Makes what opens the sessions that a node's parameters ask for; each credential is read once for all of them.
 * @returns takes the node's parameter `account` beside `authentication`: it is read only for installed accounts
 */
export function sessionOpener(
	functions: SessionFunctions,
): (authentication: Authentication, locator: () => AccountLocator) => Promise<AccountSession> {
	const integrationOnce = once(() => openIntegration(functions));
	const singleOnce = memoize(
		async (authentication: keyof typeof openSingle) => await openSingle[authentication](functions),
	);
	return async (authentication, locator) => {
		if (authentication !== 'installedAccount') return await singleOnce(authentication);
		const integration = await integrationOnce();
		const reference = accountReference(locator(), integration.extraDomains);
		return await openInstalled(integration, reference, runOf(functions));
	};
}
