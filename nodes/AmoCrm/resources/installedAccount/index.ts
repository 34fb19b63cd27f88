import { accountParameter } from '../../../shared/account/parameters';
import { perItem, type Operation } from '../../factories/operation';
import { connectByCode } from './connectByCode';
import { createInstallLink } from './createInstallLink';
import { getAll } from './getAll';
import { inIntegration, type IntegrationTarget } from './inIntegration';
import { accountItem, apiKeyItem, referenceOf } from './items';
import { keepAlive } from './keepAlive';

const get: Operation<IntegrationTarget> = {
	name: 'get',
	displayName: 'Get',
	description: 'Retrieve what is known of one installed account, and what happened to it',
	action: 'Get an installed account',
	properties: [accountParameter],
	run: (integration, items) =>
		perItem(items, async (item) => {
			const account = await integration.accounts.getAny(referenceOf(integration, item));
			const history = account.history.map((entry) => ({ ...entry }));
			return [{ ...accountItem(account), history, ...apiKeyItem(integration) }];
		}),
};

const refreshTokens: Operation<IntegrationTarget> = {
	name: 'refreshTokens',
	displayName: 'Refresh Tokens',
	description: 'Renew the stored tokens now. Nodes do so by themselves when it is time.',
	action: 'Refresh tokens of an installed account',
	properties: [accountParameter],
	run: (integration, items) =>
		perItem(items, async (item) => [
			accountItem(await integration.accounts.refresh(referenceOf(integration, item))),
		]),
};

const remove: Operation<IntegrationTarget> = {
	name: 'remove',
	displayName: 'Remove',
	description:
		'Forget an account and its tokens. The integration stays enabled in amoCRM: only a person can disable it there.',
	action: 'Remove an installed account',
	properties: [accountParameter],
	run: (integration, items) =>
		perItem(items, async (item) => {
			const removed = await integration.accounts.remove(referenceOf(integration, item));
			return [{ ...accountItem(removed), removed: true }];
		}),
};

export const installedAccountResource = inIntegration({
	name: 'installedAccount',
	displayName: 'Installed Account',
	operations: [connectByCode, createInstallLink, get, getAll, keepAlive, refreshTokens, remove],
});
