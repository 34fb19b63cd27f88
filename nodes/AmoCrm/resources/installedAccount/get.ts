import { accountParameter } from '../../../shared/account/parameters';
import { perItem, type Operation } from '../../factories/operation';
import type { IntegrationTarget } from './inIntegration';
import { referenceOf, accountItem, apiKeyItem } from './items';

export const get: Operation<IntegrationTarget> = {
	name: 'get',
	displayName: 'Get',
	description: 'Retrieve what is known of one installed account, and what happened to it',
	action: 'Get an installed account',
	properties: [accountParameter],
	run: async (integration, items) =>
		await perItem(items, async (item) => {
			const account = await integration.accounts.getAny(referenceOf(integration, item));
			const history = account.history.map((happening) => ({ ...happening }));
			return [{ ...accountItem(account), history, ...apiKeyItem(integration) }];
		}),
};
