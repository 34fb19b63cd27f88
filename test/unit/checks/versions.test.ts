import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { versionsTable, withTable } from '../../../tools/checks/versionsTable';
import { core, versions } from '../../../tools/n8n/versions.json';
import { dependencies } from '../../../tools/n8n/package.json';
import { root } from '../../../tools/system/paths';

it('shows what failed on a version', () => {
	const outcome = { name: 'n8n 2.30.0', seconds: 1, passed: 9 };

	expect(versionsTable([{ ...outcome, failed: 0 }])).toContain('| n8n 2.30.0 | 9 passed |');
	expect(versionsTable([{ ...outcome, failed: 2 }])).toContain('| 9 passed, 2 failed |');
});

it('replaces the table in CONTRIBUTING and nothing else', () => {
	const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
	const written = withTable(page, 'NEW');

	expect(withTable(withTable(page, 'OLD'), 'NEW')).toBe(written);
	expect(written.replace('NEW', '').length).toBeLessThanOrEqual(page.length);
});

it('tests the version that all tests run with, and tests that exist', () => {
	expect(versions).toContain(dependencies.n8n);
	for (const name of core) {
		expect(readFileSync(join(root, `test/e2e/${name}.test.ts`), 'utf8')).toContain('describe(');
	}
});
