import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { pages, versionsTable, withTable } from '../../../tools/checks/versionsTable';
import { core, versions } from '../../../tools/n8n/versions.json';
import { dependencies } from '../../../tools/n8n/package.json';
import { root } from '../../../tools/system/paths';

it('shows what came of each version, in the words of the page', () => {
	const names = ['2.30.0', '2.36.8', '2.41.1'];
	const results = { '2.30.0': { passed: 7, failed: 2 }, '2.41.1': { passed: 9, failed: 0 } };

	const english = versionsTable(names, results, pages['README.md']);
	expect(english).toContain('| n8n | 2.30.0 | 2.36.8 | 2.41.1 |');
	expect(english).toContain('| 7 passed, 2 failed | not run yet | 9 passed |');
	const russian = versionsTable(names, results, pages['docs/README.ru.md']);
	expect(russian).toContain('| пройдено 7, не пройдено 2 | ещё не запускались | пройдено 9 |');
});

it.each(Object.keys(pages))('replaces the table in %s and nothing else', (name) => {
	const page = readFileSync(join(root, name), 'utf8');
	const written = withTable(page, 'NEW');

	expect(withTable(withTable(page, 'OLD'), 'NEW')).toBe(written);
	expect(written.replace('NEW', '').length).toBeLessThanOrEqual(page.length);
});

it('tests the version that all tests run with, and tests that exist', () => {
	expect(versions).toContain(dependencies.n8n);
	for (const name of core) {
		expect(readFileSync(join(root, `test/e2e/${name}.test.ts`), 'utf8')).toMatch(
			/^(describe|it)\(/m,
		);
	}
});
