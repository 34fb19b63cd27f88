import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { valuesPage } from '../../../tools/docs/valuesTable';

it('docs/values.md is what `npm run docs` makes', () => {
	const page = readFileSync(join(__dirname, '../../../docs/values.md'), 'utf8');
	expect(page).toBe(valuesPage());
});
