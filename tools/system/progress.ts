/** Takes one finished line; plain lines, so that a log file reads like a terminal. */
export type Progress = (line: string) => void;

export const printLine: Progress = (line) => {
	process.stdout.write(`${line}\n`);
};

export function secondsSince(started: number): string {
	return `${Math.round((Date.now() - started) / 1000)} s`;
}

/** Says `line()` every few seconds until the work is done. */
export async function withTicks<T>(
	progress: Progress,
	line: () => string | Promise<string>,
	work: () => Promise<T>,
): Promise<T> {
	const timer = setInterval(() => void Promise.resolve(line()).then(progress), 5000);
	try {
		return await work();
	} finally {
		clearInterval(timer);
	}
}
