import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packPackage } from '../system/pack';
import type { Progress } from '../system/progress';
import { temporaryFolder } from '../system/temporaryFolder';
import { oneCheck, type Result } from './report';
import { reportTool } from './tool';

interface JestReport {
	numPassedTests: number;
	numFailedTests: number;
	numPendingTests: number;
	/** Suites that could not even be run. */
	numRuntimeErrorTestSuites: number;
	testResults: Array<{ assertionResults: Array<{ fullName: string }> }>;
}

interface JestOptions {
	/** Of jest's own. */
	args?: string[];
	/** Looks at the titles of all tests: one sentence for each fault. */
	judge?: (titles: string[]) => string[];
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

const titlesIn = ({ testResults }: JestReport): string[] =>
	testResults.flatMap(({ assertionResults }) => assertionResults.map(({ fullName }) => fullName));

/** One of the jest projects of jest.config.mjs. */
export function jestSuite(
	project: string,
	{ args: own = [], judge = () => [] }: JestOptions = {},
): (say: Progress) => Promise<Result> {
	return async (say) => {
		const folder = await temporaryFolder('jest-report');
		const file = join(folder.path, 'report.json');
		const args = ['--selectProjects', project, '--json', `--outputFile=${file}`, ...own];
		const exitCode = await reportTool(say, 'jest/bin/jest.js', ['--ci', ...args]);
		const report = await readReport(file);
		folder.remove();
		const result = count(report, exitCode);
		const faults = report ? judge(titlesIn(report)) : [];
		for (const fault of faults) say(fault);
		return { ...result, failed: result.failed + faults.length };
	};
}

/** One whose n8n has the package installed, which is packed once for the whole run. */
export function stagedSuite(
	project: string,
	options?: JestOptions,
): (say: Progress) => Promise<Result> {
	return async (say) => {
		process.env.E2E_TARBALL = await packPackage(say);
		return await jestSuite(project, options)(say);
	};
}
