import { clearLine, cursorTo } from 'node:readline';

/** Takes one finished line; plain lines, so that a log file reads like a terminal. */
export type Progress = (line: string) => void;

export const printLine: Progress = (line) => {
	process.stdout.write(`${line}\n`);
};

export function secondsSince(started: number): string {
	return `${Math.round((Date.now() - started) / 1000)} s`;
}

/** A terminal's last line, written over and over. */
function rewrite(line: string): void {
	const { stdout } = process;
	cursorTo(stdout, 0);
	clearLine(stdout, 0);
	// A line that wraps could not be written over. Some terminals do not say how wide they are.
	stdout.write(line.slice(0, (stdout.columns || 80) - 1));
}

/**
 * Says what is being done, and on a terminal, in the same line, how far it has come. The line goes when the
 * work is done: the caller says what came of it. In a log file it is written once, without the count.
 * @param count how far the work has come; the seconds that it takes are added
 */
export async function withCount<T>(
	progress: Progress,
	doing: string,
	work: () => Promise<T>,
	count: () => Promise<string> | string = () => '',
): Promise<T> {
	if (!process.stdout.isTTY) {
		progress(`${doing} ...`);
		return await work();
	}
	const started = Date.now();
	let isDone = false;
	const show = async () => {
		const parts = [await count(), secondsSince(started)].filter(Boolean);
		if (!isDone) rewrite(`${doing} ... ${parts.join(', ')}`);
	};
	await show();
	const timer = setInterval(() => void show(), 1000);
	try {
		return await work();
	} finally {
		isDone = true;
		clearInterval(timer);
		rewrite('');
	}
}
