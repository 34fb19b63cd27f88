import { once, pick } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { accountReference } from '../../../shared/account/open';
import type { AccountLocator } from '../../../shared/account/session';
import { AmoCrmProblem } from '../../../shared/problem';
import { cardOf, type InstalledAccount } from '../../../shared/registry/account';
import type { AccountReference } from '../../../shared/registry/accountRows';
import { type Integration, openIntegration } from '../../../shared/registry/integration';
import { keyExpiryOf, keyWarningOf } from '../../../shared/registry/n8nApi';
import type { Item, Target } from '../../factories/operation';
import { defineResource, type Resource, type ResourceDescription } from '../../factories/resource';

/** The integration itself: what these operations act on. */
export type IntegrationTarget = Integration & Target;

/** A resource whose operations act on the accounts that installed the integration. */
export function inIntegration(
	description: Omit<ResourceDescription<IntegrationTarget>, 'reach'>,
): Resource {
	return defineResource({
		...description,
		reach: (functions) => {
			const open = once(() => openIntegration(functions));
			return async (item) => {
				if (item.parameter('authentication') !== 'installedAccount') {
					throw new AmoCrmProblem(
						'missingCredential',
						'Installed accounts belong to an integration.',
						{
							hint: 'Choose the credential of the integration (amoCRM Integration for Many Accounts API) in this node.',
						},
					);
				}
				const integration = await open();
				return { ...integration, key: integration.keys.clientId };
			};
		},
	});
}

/** How the connection of an account is, as items show it. */
function healthItem({ health, refreshExpiresAt }: InstalledAccount): IDataObject {
	const { lastError, lost, failures, needsReconnect, renewedAt } = health;
	return {
		renewedAt: renewedAt || null,
		expiresAt: refreshExpiresAt || null,
		failures,
		lastErrorAt: lastError?.at ?? null,
		lastError: lastError ? pick(lastError, ['code', 'message', 'hint']) : null,
		lostAt: lost?.at ?? null,
		needsReconnect,
	};
}

/** An installed account as items show it, in the shape of the install trigger's `account`. */
export const accountItem = (stored: InstalledAccount): IDataObject => ({
	account: cardOf(stored),
	integrationId: stored.integrationId,
	status: stored.status,
	via: stored.via,
	installedAt: stored.installedAt,
	tokens: {
		accessExpiresAt: stored.accessExpiresAt,
		refreshExpiresAt: stored.refreshExpiresAt,
	},
	pausedAt: stored.pausedAt || null,
	health: healthItem(stored),
});

/** The key of n8n's API, as items show it beside the accounts: with it all of them end. */
export const apiKeyItem = ({ n8nApi }: IntegrationTarget): IDataObject => ({
	n8nApiKey: {
		expiresAt: keyExpiryOf(n8nApi)?.toISOString() ?? null,
		warning: keyWarningOf(n8nApi) ?? null,
	},
});

/** The account that an item's locator names. */
export const referenceOf = (integration: IntegrationTarget, item: Item): AccountReference =>
	accountReference(item.parameter<AccountLocator>('account'), integration.extraDomains);
