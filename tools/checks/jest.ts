import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packPackage } from '../system/pack';
import { printLine } from '../system/progress';
import { temporaryFolder } from '../system/temporaryFolder';
import { oneCheck, type Result } from './report';
import { showTool } from './tool';

interface JestReport {
	numPassedTests: number;
	numFailedTests: number;
	numPendingTests: number;
	/** Suites that could not even be run. */
	numRuntimeErrorTestSuites: number;
}

async function readReport(file: string): Promise<JestReport | undefined> {
	try {
		return JSON.parse(await readFile(file, 'utf8')) as JestReport;
	} catch {
		return undefined;
	}
}

/** Counts what jest counted; a jest that failed in another way is one failure. */
function count(report: JestReport | undefined, exitCode: number): Result {
	if (report === undefined) return oneCheck(false);
	const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
	return {
		passed: report.numPassedTests,
		failed: failed === 0 && exitCode !== 0 ? 1 : failed,
		skipped: report.numPendingTests,
	};
}

/** One of the jest projects of package.json. */
export function jestSuite(project: string, ...options: string[]): () => Promise<Result> {
	return async () => {
		// Packed once for the whole run. A package that does not build fails the suites that load it, not all.
		const tarball = await packPackage(printLine).catch(() => undefined);
		const folder = await temporaryFolder('jest-report');
		const file = join(folder.path, 'report.json');
		const args = ['--selectProjects', project, '--json', `--outputFile=${file}`, ...options];
		const env = tarball === undefined ? {} : { E2E_TARBALL: tarball };
		const exitCode = await showTool('jest/bin/jest.js', ['--ci', ...args], env);
		const result = count(await readReport(file), exitCode);
		folder.remove();
		return result;
	};
}
