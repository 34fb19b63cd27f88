import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { resources } from '../../nodes/AmoCrm/resources';
import { operationOf, titlesIn } from './support/titles';

const folder = join(__dirname, 'AmoCrm');

/** Operations that tests name in their titles; `setup.ts` sees to it that they run them too. */
const tested = new Set(
	readdirSync(folder)
		.filter((file) => file.endsWith('.test.ts'))
		.flatMap((file) => titlesIn(join(folder, file)))
		.map(operationOf),
);

it.each(
	resources.flatMap(({ name, operations }) =>
		operations.map((operation) => [`${name} ${operation.name}`]),
	),
)('%s has an engine test', (operation) => {
	expect(tested).toContain(operation);
});
