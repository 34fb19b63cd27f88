import { mkdir, rm, stat, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const heartbeatMs = 2000;
const staleMs = 20_000;

async function take(lock: string): Promise<boolean> {
	try {
		await mkdir(lock);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw error;
	}
}

/** A holder that lives touches its lock; one that was killed doesn't. */
async function removeIfStale(lock: string): Promise<void> {
	const info = await stat(lock).catch(() => undefined);
	if (info !== undefined && Date.now() - info.mtimeMs > staleMs) {
		await rm(lock, { recursive: true, force: true });
	}
}

/** One process at a time does the work; the others wait for it. The lock is a folder. */
export async function withLock<T>(
	lock: string,
	onWait: () => void,
	work: () => Promise<T>,
): Promise<T> {
	await mkdir(dirname(lock), { recursive: true });
	let told = false;
	while (!(await take(lock))) {
		if (!told) onWait();
		told = true;
		await sleep(500);
		await removeIfStale(lock);
	}
	const heartbeat = setInterval(() => {
		const now = new Date();
		void utimes(lock, now, now).catch(() => undefined);
	}, heartbeatMs);
	try {
		return await work();
	} finally {
		clearInterval(heartbeat);
		await rm(lock, { recursive: true, force: true });
	}
}
