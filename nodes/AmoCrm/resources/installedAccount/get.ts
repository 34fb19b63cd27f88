import { accountParameter } from '../../../shared/account/parameters';
import { perItem, type Operation } from '../../factories/operation';
import type { IntegrationTarget } from './inIntegration';
import { referenceOf, shownAccount } from './shown';

export const get: Operation<IntegrationTarget> = {
	name: 'get',
	displayName: 'Get',
	description: 'Retrieve what is known of one installed account',
	action: 'Get an installed account',
	properties: [accountParameter],
	run: async (integration, items) =>
		await perItem(items, async (item) => [
			shownAccount(await integration.accounts.get(referenceOf(integration, item))),
		]),
};
