import { printLine } from '../system/progress';

export interface Result {
	passed: number;
	failed: number;
	skipped?: number;
	/** Worth knowing beside the counts. */
	note?: string;
}

export interface Check {
	name: string;
	run: () => Promise<Result>;
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
export async function runCheck({ name, run }: Check): Promise<Outcome> {
	printLine(`\n── ${name} ${'─'.repeat(70 - name.length)}`);
	const started = Date.now();
	let result: Result;
	try {
		result = await run();
	} catch (error) {
		printLine((error as Error).message);
		result = oneCheck(false);
	}
	const seconds = (Date.now() - started) / 1000;
	printLine(`${name}: ${result.failed === 0 ? 'passed' : 'FAILED'} in ${seconds.toFixed(1)} s`);
	return { name, seconds, ...result };
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
	for (const { note } of outcomes) if (note) printLine(`\n${note}`);
	const sum = (key: 'passed' | 'failed') =>
		outcomes.reduce((total, outcome) => total + outcome[key], 0);
	printLine(`\n${sum('passed')} passed, ${sum('failed')} failed`);
	return sum('failed') === 0;
}
