import { resources } from '../../../nodes/AmoCrm/resources';
import { operationOf } from './evidence';

/** Operations that none of these titles names; `setup.ts` sees to it that a test which names one runs it too. */
export function untested(titles: string[]): string[] {
	const named = new Set(titles.map(operationOf));
	return resources.flatMap(({ name, operations }) =>
		operations
			.map((operation) => `${name} ${operation.name}`)
			.filter((operation) => !named.has(operation)),
	);
}
