import type { AccountOperation } from '../../../nodes/AmoCrm/factories/operation';
import { resources } from '../../../nodes/AmoCrm/resources';

/** An operation of the action node that acts in an account, by the names that saved workflows have. */
export function operation(resource: string, name: string): AccountOperation {
	const found = resources
		.find((one) => one.name === resource)
		?.operations.find((one) => one.name === name);
	if (!found) throw new Error(`There is no ${resource}: ${name}`);
	return found as AccountOperation;
}
