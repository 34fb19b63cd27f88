import { printLine } from '../tools/system/progress';
import { jestSuite } from '../tools/checks/jest';
import { checkShipped } from '../tools/checks/shipped';
import {
	checkLint,
	checkPrettier,
	checkRooms,
	checkScanner,
	checkTypes,
} from '../tools/checks/static';
import {
	printSummary,
	runCheck,
	type Check,
	type Outcome,
	type Result,
} from '../tools/checks/report';
import { findServerPrograms } from '../tools/n8n/serverPrograms';

type Group = 'fast' | 'e2e' | 'queue';

/** Says how to install PostgreSQL and Redis before anything is built. */
async function queueSuite(): Promise<Result> {
	await findServerPrograms();
	return await jestSuite('queue', '--runInBand')();
}

const checks: Array<Check & { group: Group }> = [
	{ group: 'fast', name: 'types', run: checkTypes },
	{ group: 'fast', name: 'prettier', run: checkPrettier },
	{ group: 'fast', name: 'n8n-node lint', run: checkLint },
	{ group: 'fast', name: 'rooms', run: checkRooms },
	{ group: 'fast', name: 'n8n scanner', run: checkScanner },
	{ group: 'fast', name: 'package', run: checkShipped },
	{ group: 'fast', name: 'unit', run: jestSuite('unit') },
	{ group: 'fast', name: 'engine', run: jestSuite('engine') },
	{ group: 'e2e', name: 'e2e', run: jestSuite('e2e', '--runInBand') },
	{ group: 'queue', name: 'queue', run: queueSuite },
];

const asked = process.argv.slice(2);

async function runAll(): Promise<void> {
	const outcomes: Outcome[] = [];
	for (const check of checks.filter(({ group }) => asked.includes(group))) {
		outcomes.push(await runCheck(check));
	}
	process.exitCode = printSummary(outcomes) ? 0 : 1;
}

runAll().catch((error: Error) => {
	printLine(error.stack ?? error.message);
	process.exitCode = 1;
});
