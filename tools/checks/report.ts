import { availableParallelism } from 'node:os';
import { printLine, type Progress } from '../system/progress';

export interface Result {
	passed: number;
	failed: number;
	skipped?: number;
	/** Worth knowing beside the counts. */
	note?: string;
}

export interface Check {
	name: string;
	/** @param say takes what a reader should see of it */
	run: (say: Progress) => Promise<Result>;
}

export interface Outcome extends Result {
	name: string;
	seconds: number;
}

/** A check that passes or fails as a whole. */
export function oneCheck(passed: boolean): Result {
	return passed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** One section of the output. What it throws is one failure: the other checks still run. */
export async function runCheck({ name, run }: Check, say = printLine): Promise<Outcome> {
	say(`\n── ${name} ${'─'.repeat(70 - name.length)}`);
	const started = Date.now();
	let result: Result;
	try {
		result = await run(say);
	} catch (error) {
		say((error as Error).message);
		result = oneCheck(false);
	}
	const seconds = (Date.now() - started) / 1000;
	say(`${name}: ${result.failed === 0 ? 'passed' : 'FAILED'} in ${seconds.toFixed(1)} s`);
	return { name, seconds, ...result };
}

/** As many at a time as there are cores, in this order; what each has to say comes in one piece. */
export async function runSideBySide(checks: Check[]): Promise<Outcome[]> {
	const outcomes: Outcome[] = [];
	const waiting = [...checks.entries()];
	const runInTurn = async () => {
		for (let next = waiting.shift(); next; next = waiting.shift()) {
			const [index, check] = next;
			const said: string[] = [];
			outcomes[index] = await runCheck(check, (line) => said.push(line));
			printLine(said.join('\n'));
		}
	};
	await Promise.all(Array.from({ length: availableParallelism() }, runInTurn));
	return outcomes;
}

function row(name: string, passed: string, failed: string, skipped: string, time: string): string {
	const columns = [passed, failed, skipped, time].map((text) => text.padStart(10));
	return name.padEnd(14) + columns.join('');
}

/** Prints the table and, as the very last line, the count. True if nothing failed. */
export function printSummary(outcomes: Outcome[]): boolean {
	printLine(`\n${row('check', 'passed', 'failed', 'skipped', 'time')}`);
	for (const { name, passed, failed, skipped = 0, seconds } of outcomes) {
		const [...counts] = [passed, failed, skipped].map(String);
		printLine(row(name, counts[0], counts[1], counts[2], `${seconds.toFixed(1)} s`));
	}
	// Since this process began: checks may run side by side.
	printLine(row('all', '', '', '', `${(performance.now() / 1000).toFixed(1)} s`));
	for (const { note } of outcomes) if (note) printLine(`\n${note}`);
	const sum = (key: 'passed' | 'failed') =>
		outcomes.reduce((total, outcome) => total + outcome[key], 0);
	printLine(`\n${sum('passed')} passed, ${sum('failed')} failed`);
	return sum('failed') === 0;
}
