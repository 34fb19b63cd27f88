import { accountParameter } from '../../../shared/account/parameters';
import { perItem, type Operation } from '../../factories/operation';
import type { IntegrationTarget } from './inIntegration';
import { referenceOf, accountItem } from './items';

export const refreshTokens: Operation<IntegrationTarget> = {
	name: 'refreshTokens',
	displayName: 'Refresh Tokens',
	description: 'Renew the stored tokens now. Nodes do so by themselves when it is time.',
	action: 'Refresh tokens of an installed account',
	properties: [accountParameter],
	run: async (integration, items) =>
		await perItem(items, async (item) => [
			accountItem(await integration.accounts.refresh(referenceOf(integration, item))),
		]),
};
