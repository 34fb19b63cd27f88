import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { resources } from '../../../nodes/AmoCrm/resources';
import { operationsPage } from '../../../tools/docs/operationsTable';

it('docs/operations.md is what `npm run docs` makes', () => {
	const page = readFileSync(join(__dirname, '../../../docs/operations.md'), 'utf8');
	expect(page).toBe(operationsPage(resources));
});
