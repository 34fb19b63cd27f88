import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { hookCodes } from '../../../nodes/shared/hooks/codes';
import { eventsPage } from '../../../tools/docs/eventsTable';

it('docs/events.md is what `npm run docs` makes', () => {
	const page = readFileSync(join(__dirname, '../../../docs/events.md'), 'utf8');
	expect(page).toBe(eventsPage(hookCodes));
});
