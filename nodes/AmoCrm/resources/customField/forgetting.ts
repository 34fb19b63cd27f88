import { forgetDefinitions } from '../../../shared/fields/definition';
import type { AccountOperation } from '../../factories/operation';
import { fieldOwner } from './owner';

/** After it the fields are read anew, so that cards written next know them. */
export const forgetting = (operation: AccountOperation): AccountOperation => ({
	...operation,
	run: async (session, items, functions) => {
		const results = await operation.run(session, items, functions);
		const changed = items.filter((_item, index) => 'output' in results[index]);
		for (const item of changed)
			forgetDefinitions(session.key, fieldOwner.read(item.parameter(fieldOwner.name)));
		return results;
	},
});
