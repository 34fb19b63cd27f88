import { printLine } from '../playground/lib/progress';
import { jestSuite } from '../playground/checks/jest';
import { checkLint, checkPrettier, checkScanner, checkTypes } from '../playground/checks/static';
import { printSummary, runCheck, type Check, type Outcome } from '../playground/checks/report';

const fast = process.argv.includes('--fast');

const checks: Check[] = [
	{ name: 'types', run: checkTypes },
	{ name: 'prettier', run: checkPrettier },
	{ name: 'eslint', run: checkLint },
	{ name: 'n8n scanner', run: checkScanner },
	{ name: 'unit', run: jestSuite('unit') },
	{ name: 'engine', run: jestSuite('engine') },
	...(fast ? [] : [{ name: 'e2e', run: jestSuite('e2e', '--runInBand') }]),
];

async function runAll(): Promise<void> {
	const outcomes: Outcome[] = [];
	for (const check of checks) outcomes.push(await runCheck(check));
	process.exitCode = printSummary(outcomes) ? 0 : 1;
}

runAll().catch((error: Error) => {
	printLine(error.stack ?? error.message);
	process.exitCode = 1;
});
