import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from './lock';
import type { Progress } from './progress';

const markerOf = (folder: string) => join(folder, '.complete');

export const isInstalled = (folder: string): boolean => existsSync(markerOf(folder));

/**
 * Fills a folder once: a marker file, written last, tells a finished folder from one whose installation
 * was cut off (that one is emptied and done again). Processes that want the same folder wait for one another.
 */
export async function installOnce(
	folder: string,
	progress: Progress,
	install: () => Promise<void>,
): Promise<void> {
	if (isInstalled(folder)) return;
	const wait = () => progress(`Waiting for another process that fills ${folder} ...`);
	await withLock(`${folder}.lock`, wait, async () => {
		if (isInstalled(folder)) return;
		await rm(folder, { recursive: true, force: true, maxRetries: 3 });
		await mkdir(folder, { recursive: true });
		await install();
		await writeFile(markerOf(folder), new Date().toISOString());
	});
}
