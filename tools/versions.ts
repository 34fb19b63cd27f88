import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pick } from 'lodash';
import { stagedSuite } from './checks/jest';
import { printSummary, runCheck, type Outcome } from './checks/report';
import { pages, versionsTable, withTable, type Results } from './checks/versionsTable';
import { dependencies } from './n8n/package.json';
import list from './n8n/versions.json';
import { runOrThrow } from './system/command';
import { root } from './system/paths';
import { printLine } from './system/progress';

async function testOn(version: string): Promise<Outcome> {
	// The locked one is installed from its lock file.
	if (version === dependencies.n8n) delete process.env.E2E_N8N_VERSION;
	else process.env.E2E_N8N_VERSION = version;
	const files = list.core.map((name) => join(root, `test/e2e/${name}.test.ts`));
	const run = stagedSuite('e2e', { args: ['--runInBand', '--runTestsByPath', ...files] });
	return await runCheck({ name: `n8n ${version}`, run });
}

/** The results, kept in one file, and the tables of the pages that tell of them. */
async function note(results: Results): Promise<void> {
	const file = join(root, 'tools', 'n8n', 'versions.json');
	await writeFile(file, `${JSON.stringify({ ...list, results }, null, '\t')}\n`);
	for (const [name, words] of Object.entries(pages)) {
		const page = join(root, name);
		const text = await readFile(page, 'utf8');
		await writeFile(page, withTable(text, versionsTable(list.versions, results, words)));
	}
	const prettier = join(root, 'node_modules/prettier/bin/prettier.cjs');
	const written = [file, ...Object.keys(pages).map((name) => join(root, name))];
	await runOrThrow([process.execPath, prettier, '--write', ...written], { cwd: root });
}

/** The most important end-to-end tests on each version of n8n that is promised, or on those that are named. */
async function testVersions(asked: string[]): Promise<void> {
	const outcomes: Outcome[] = [];
	const results: Results = { ...list.results };
	for (const version of asked.length > 0 ? asked : list.versions) {
		const outcome = await testOn(version);
		outcomes.push(outcome);
		results[version] = pick(outcome, 'passed', 'failed');
	}
	await note(pick(results, list.versions));
	process.exitCode = printSummary(outcomes) ? 0 : 1;
}

testVersions(process.argv.slice(2)).catch((error: Error) => {
	printLine(error.stack ?? error.message);
	process.exitCode = 1;
});
