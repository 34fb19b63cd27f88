import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jestSuite } from './checks/jest';
import { printSummary, runCheck, type Outcome } from './checks/report';
import { versionsTable, withTable } from './checks/versionsTable';
import { dependencies } from './n8n/package.json';
import { core, versions } from './n8n/versions.json';
import { root } from './system/paths';
import { printLine } from './system/progress';

const page = join(root, 'CONTRIBUTING.md');

async function testOn(version: string): Promise<Outcome> {
	// The locked one is installed from its lock file.
	if (version === dependencies.n8n) delete process.env.E2E_N8N_VERSION;
	else process.env.E2E_N8N_VERSION = version;
	const files = core.map((name) => join(root, `test/e2e/${name}.test.ts`));
	const run = jestSuite('e2e', { args: ['--runInBand', '--runTestsByPath', ...files] });
	return await runCheck({ name: `n8n ${version}`, run });
}

/** The end-to-end core on each version of n8n that is promised; what came of all of them goes into CONTRIBUTING. */
async function testVersions(asked: string[]): Promise<void> {
	const outcomes: Outcome[] = [];
	for (const version of asked.length > 0 ? asked : versions) outcomes.push(await testOn(version));
	if (asked.length === 0) {
		const text = await readFile(page, 'utf8');
		await writeFile(page, withTable(text, versionsTable(outcomes)));
	}
	process.exitCode = printSummary(outcomes) ? 0 : 1;
}

testVersions(process.argv.slice(2)).catch((error: Error) => {
	printLine(error.stack ?? error.message);
	process.exitCode = 1;
});
