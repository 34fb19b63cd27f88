import { printLine, type Progress } from '../tools/system/progress';
import { jestSuite, stagedSuite } from '../tools/checks/jest';
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
	runSideBySide,
	type Check,
	type Result,
} from '../tools/checks/report';
import { findServerPrograms } from '../tools/n8n/serverPrograms';
import { untested } from './engine/support/coverage';

type Group = 'fast' | 'e2e' | 'queue';

const judge = (titles: string[]) =>
	untested(titles).map((operation) => `No engine test names the operation "${operation}".`);

/** Says how to install PostgreSQL and Redis before anything is built. */
async function queueSuite(say: Progress): Promise<Result> {
	await findServerPrograms();
	return await stagedSuite('queue', { args: ['--runInBand'] })(say);
}

/** jest by itself leaves a core free. */
const args = ['--maxWorkers=100%'];

/** None disturbs another; the longest come first. Engine tests wait most of their time, for the pace of requests. */
const sideBySide: Check[] = [
	{ name: 'unit', run: jestSuite('unit', { args }) },
	{ name: 'engine', run: jestSuite('engine', { args, judge }) },
	{ name: 'types', run: checkTypes },
	{ name: 'prettier', run: checkPrettier },
	{ name: 'n8n-node lint', run: checkLint },
	{ name: 'rooms', run: checkRooms },
	{ name: 'n8n scanner', run: checkScanner },
];

const oneByOne: Array<Check & { group: Group }> = [
	{ group: 'fast', name: 'package', run: checkShipped },
	{ group: 'e2e', name: 'e2e', run: stagedSuite('e2e', { args: ['--runInBand'] }) },
	{ group: 'queue', name: 'queue', run: queueSuite },
];

const asked = process.argv.slice(2);

async function runAll(): Promise<void> {
	const outcomes = asked.includes('fast') ? await runSideBySide(sideBySide) : [];
	for (const check of oneByOne.filter(({ group }) => asked.includes(group))) {
		outcomes.push(await runCheck(check));
	}
	process.exitCode = printSummary(outcomes) ? 0 : 1;
}

runAll().catch((error: Error) => {
	printLine(error.stack ?? error.message);
	process.exitCode = 1;
});
