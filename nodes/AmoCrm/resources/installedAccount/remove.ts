import { accountParameter } from '../../../shared/account/parameters';
import { perItem, type Operation } from '../../factories/operation';
import type { IntegrationTarget } from './inIntegration';
import { referenceOf, accountItem } from './items';

export const remove: Operation<IntegrationTarget> = {
	name: 'remove',
	displayName: 'Remove',
	description:
		'Forget an account and its tokens. The integration stays enabled in amoCRM: only a person can disable it there.',
	action: 'Remove an installed account',
	properties: [accountParameter],
	run: async (integration, items) =>
		await perItem(items, async (item) => {
			const removed = await integration.accounts.remove(referenceOf(integration, item));
			return [{ ...accountItem(removed), removed: true }];
		}),
};
