import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { orderBy } from 'lodash';
import { packageName } from '../system/manifest';

/** What V8 writes at the end of a process that was started with `--cpu-prof`; times in microseconds. */
export interface CpuProfile {
	nodes: Array<{
		id: number;
		callFrame: { functionName: string; url: string; lineNumber: number };
		children?: number[];
	}>;
	samples: number[];
	timeDeltas: number[];
	startTime: number;
}

/** A part of a process's life, by `steadyMicroseconds`. */
export interface Span {
	from: number;
	to: number;
}

export interface FunctionTime {
	/** `name (file:line)` */
	name: string;
	microseconds: number;
}

/** What this package took of a process's time. */
export interface OwnTime {
	/** The most expensive first, each without what it calls. */
	functions: FunctionTime[];
	/** In n8n's and Node's functions that ours called. */
	calledMicroseconds: number;
}

/** The machine's steady clock, which V8's profiles go by. */
export const steadyMicroseconds = () => Number(process.hrtime.bigint() / 1000n);

type Frame = CpuProfile['nodes'][number]['callFrame'];

const isOurs = ({ url }: Frame) => url.includes(`/${packageName}/dist/`);

const nameOf = ({ functionName, url, lineNumber }: Frame) =>
	`${functionName || 'anonymous'} (${basename(url)}:${lineNumber + 1})`;

/** Reads the one profile in a folder. */
export async function readProfile(folder: string): Promise<CpuProfile> {
	const [file] = (await readdir(folder)).filter((name) => name.endsWith('.cpuprofile'));
	if (file === undefined) throw new Error('n8n left no profile when it ended.');
	return JSON.parse(await readFile(join(folder, file), 'utf8')) as CpuProfile;
}

/** The frames from each one up to the root. */
function stacksOf({ nodes }: CpuProfile): (id: number) => Frame[] {
	const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
	const callers = new Map(
		nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
	);
	return (id) => {
		const stack: Frame[] = [];
		for (let at: number | undefined = id; at !== undefined; at = callers.get(at)) {
			const frame = frames.get(at);
			if (frame) stack.push(frame);
		}
		return stack;
	};
}

export function ownTime(profile: CpuProfile, { from, to }: Span): OwnTime {
	const stackOf = stacksOf(profile);
	const times = new Map<string, number>();
	let calledMicroseconds = 0;
	let at = profile.startTime;
	profile.samples.forEach((id, index) => {
		const microseconds = profile.timeDeltas[index];
		at += microseconds;
		if (at < from || at > to) return;
		const [frame, ...callers] = stackOf(id);
		if (isOurs(frame)) {
			const name = nameOf(frame);
			times.set(name, (times.get(name) ?? 0) + microseconds);
		} else if (callers.some(isOurs)) calledMicroseconds += microseconds;
	});
	const functions = [...times].map(([name, microseconds]) => ({ name, microseconds }));
	return { functions: orderBy(functions, 'microseconds', 'desc'), calledMicroseconds };
}
