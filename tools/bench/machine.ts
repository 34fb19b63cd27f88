import { readFile } from 'node:fs/promises';
import { setInterval } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../system/poll';

/** Linux counts a process's time in hundredths of a second. */
const TICKS_A_SECOND = 100;

async function ofProcess(pid: number, file: string): Promise<string> {
	try {
		return await readFile(`/proc/${pid}/${file}`, 'utf8');
	} catch {
		throw new Error(`/proc/${pid}/${file} cannot be read: this row needs Linux, and n8n running.`);
	}
}

/** Time that a process has used on all cores, in seconds. */
async function cpuSeconds(pid: number): Promise<number> {
	const stat = await ofProcess(pid, 'stat');
	// The name in the second place may hold spaces.
	const [, ...fields] = stat.slice(stat.lastIndexOf(')')).split(' ');
	return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

/** How many cores a process keeps busy while something is done. */
export async function coresUsed<T>(
	pid: number,
	work: () => Promise<T>,
): Promise<{ result: T; cores: number }> {
	const [started, before] = [performance.now(), await cpuSeconds(pid)];
	const result = await work();
	const seconds = (performance.now() - started) / 1000;
	return { result, cores: ((await cpuSeconds(pid)) - before) / seconds };
}

const IDLE_CORES = 0.1;

/** Waits until a process has nothing left to do. */
export async function untilIdle(pid: number): Promise<void> {
	await until(
		'n8n to have nothing left to do',
		async () => {
			const { cores } = await coresUsed(pid, async () => await sleep(1_000));
			return cores < IDLE_CORES ? true : undefined;
		},
		{ timeoutMs: 300_000 },
	);
}

/** Memory that a process holds, in bytes. */
export async function residentBytes(pid: number): Promise<number> {
	const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(await ofProcess(pid, 'status')) ?? [];
	return Number(kilobytes) * 1024;
}

const EVERY_MS = 20;

/** By how much the memory that a process holds rises at the most while something is done. */
export async function rise(pid: number, work: () => Promise<unknown>): Promise<number> {
	let lowest = await residentBytes(pid);
	let highest = 0;
	const look = async () => {
		const held = await residentBytes(pid);
		lowest = Math.min(lowest, held);
		highest = Math.max(highest, held - lowest);
	};
	const timer = setInterval(() => void look(), EVERY_MS);
	try {
		await work();
	} finally {
		clearInterval(timer);
	}
	return highest;
}
