import { unpackPackage } from '../system/pack';
import { root } from '../system/paths';
import type { Progress } from '../system/progress';
import { oneCheck, type Result } from './report';
import { reportTool } from './tool';

interface Analysis {
	passed: boolean;
	message?: string;
	details?: string;
}

interface Scanner {
	SOURCE_FILE_PATTERNS: string[];
	analyzePackage(folder: string, patterns: string[]): Promise<Analysis>;
}

/** What the scanner lints of a published package, as its own `analyzePackageByName` has it. */
const shippedFiles = ['**/*.js', 'package.json'];

/** Of everything; what is shipped, the build checks once more by its own settings. */
export async function checkTypes(say: Progress): Promise<Result> {
	return oneCheck(
		(await reportTool(say, 'typescript/bin/tsc', ['-p', 'test/tsconfig.json'])) === 0,
	);
}

export async function checkPrettier(say: Progress): Promise<Result> {
	return oneCheck((await reportTool(say, 'prettier/bin/prettier.cjs', ['--check', '.'])) === 0);
}

/** With n8n's own tool, which reads eslint.config.mjs to see that nobody has changed it. */
export async function checkLint(say: Progress): Promise<Result> {
	return oneCheck((await reportTool(say, '@n8n/node-cli/bin/n8n-node.mjs', ['lint'])) === 0);
}

const outerRooms = ['emulator', 'tools', 'playground', 'test'];

/** No circle between files, and no import that climbs to a room above. */
export async function checkRooms(say: Progress): Promise<Result> {
	const entry = 'dependency-cruiser/bin/dependency-cruise.mjs';
	const args = ['--config', '.dependency-cruiser.cjs', 'nodes', 'credentials', ...outerRooms];
	return oneCheck((await reportTool(say, entry, args)) === 0);
}

async function loadScanner(): Promise<Scanner> {
	const path = '@n8n/scan-community-package/scanner/scanner.mjs';
	return (await import(path)) as Scanner;
}

function report(say: Progress, what: string, analysis: Analysis): boolean {
	say(`${what}: ${analysis.passed ? 'no violations' : analysis.message}`);
	if (analysis.details) say(analysis.details);
	return analysis.passed;
}

/** The check that n8n makes before it verifies a package: of the sources, and of what would be published. */
export async function checkScanner(say: Progress): Promise<Result> {
	const { analyzePackage, SOURCE_FILE_PATTERNS } = await loadScanner();
	const sources = report(say, 'sources', await analyzePackage(root, SOURCE_FILE_PATTERNS));
	const shipped = await unpackPackage(say);
	const built = report(say, 'built package', await analyzePackage(shipped, shippedFiles));
	return oneCheck(sources && built);
}
