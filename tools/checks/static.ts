import { unpackPackage } from '../system/pack';
import { root } from '../system/paths';
import { printLine } from '../system/progress';
import { oneCheck, type Result } from './report';
import { showTool } from './tool';

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

export async function checkTypes(): Promise<Result> {
	const shipped = await showTool('typescript/bin/tsc', ['-p', 'tsconfig.json', '--noEmit']);
	const everything = await showTool('typescript/bin/tsc', ['-p', 'test/tsconfig.json']);
	return oneCheck(shipped === 0 && everything === 0);
}

export async function checkPrettier(): Promise<Result> {
	return oneCheck((await showTool('prettier/bin/prettier.cjs', ['--check', '.'])) === 0);
}

/** With n8n's own tool, which reads eslint.config.mjs to see that nobody has changed it. */
export async function checkLint(): Promise<Result> {
	return oneCheck((await showTool('@n8n/node-cli/bin/n8n-node.mjs', ['lint'])) === 0);
}

/** No circle between files, and no import that climbs to a room above. */
export async function checkRooms(): Promise<Result> {
	const entry = 'dependency-cruiser/bin/dependency-cruise.mjs';
	const args = [
		'--config',
		'.dependency-cruiser.cjs',
		'nodes',
		'credentials',
		'emulator',
		'tools',
		'playground',
		'test',
	];
	return oneCheck((await showTool(entry, args)) === 0);
}

async function loadScanner(): Promise<Scanner> {
	const path = '@n8n/scan-community-package/scanner/scanner.mjs';
	return (await import(path)) as Scanner;
}

function report(what: string, analysis: Analysis): boolean {
	printLine(`${what}: ${analysis.passed ? 'no violations' : analysis.message}`);
	if (analysis.details) printLine(analysis.details);
	return analysis.passed;
}

/** The check that n8n makes before it verifies a package: of the sources, and of what would be published. */
export async function checkScanner(): Promise<Result> {
	const { analyzePackage, SOURCE_FILE_PATTERNS } = await loadScanner();
	const sources = report('sources', await analyzePackage(root, SOURCE_FILE_PATTERNS));
	const shipped = await unpackPackage(printLine);
	const built = report('built package', await analyzePackage(shipped, shippedFiles));
	return oneCheck(sources && built);
}
