import type { IHookFunctions } from 'n8n-workflow';

import { toNodeError } from '../nodeError';

/**
 * The webhook methods of a trigger whose address people give to amoCRM, which has no method for it: there is nothing to
 * subscribe to, and what the trigger needs is checked when its workflow is activated.
 */
export const checkedOnActivation = (check: (functions: IHookFunctions) => Promise<unknown>) => ({
	async checkExists(this: IHookFunctions): Promise<boolean> {
		return false;
	},
	async create(this: IHookFunctions): Promise<boolean> {
		try {
			await check(this);
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
		return true;
	},
	async delete(this: IHookFunctions): Promise<boolean> {
		return true;
	},
});
