import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** What V8 writes at the end of a process that was started with `--cpu-prof`; times in microseconds. */
interface CpuProfile {
	nodes: Array<{
		id: number;
		callFrame: { functionName: string; url: string; lineNumber: number };
	}>;
	samples: number[];
	timeDeltas: number[];
	startTime: number;
}

export interface FunctionTime {
	/** `name (file:line)` */
	name: string;
	microseconds: number;
}

/** The machine's steady clock, which V8's profiles go by. */
export const steadyMicroseconds = () => Number(process.hrtime.bigint() / 1000n);

const isOurs = (url: string) => url.includes('/n8n-nodes-amocrm/dist/');

/** Reads the one profile in a folder. */
export async function readProfile(folder: string): Promise<CpuProfile> {
	const [file] = (await readdir(folder)).filter((name) => name.endsWith('.cpuprofile'));
	if (file === undefined) throw new Error('n8n left no profile when it ended.');
	return JSON.parse(await readFile(join(folder, file), 'utf8')) as CpuProfile;
}

/** The time of our own functions between two moments, what they call not included; the most expensive first. */
export function ownTimes(
	{ nodes, samples, timeDeltas, startTime }: CpuProfile,
	from: number,
	to: number,
): FunctionTime[] {
	const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
	const times = new Map<string, number>();
	let at = startTime;
	samples.forEach((id, index) => {
		at += timeDeltas[index];
		const frame = frames.get(id);
		if (at < from || at > to || !frame || !isOurs(frame.url)) return;
		const { functionName, url, lineNumber } = frame;
		const name = `${functionName || 'anonymous'} (${basename(url)}:${lineNumber + 1})`;
		times.set(name, (times.get(name) ?? 0) + timeDeltas[index]);
	});
	return [...times]
		.map(([name, microseconds]) => ({ name, microseconds }))
		.sort((left, right) => right.microseconds - left.microseconds);
}
