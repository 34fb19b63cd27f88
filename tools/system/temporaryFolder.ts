import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onExit } from './onExit';

export interface TemporaryFolder {
	path: string;
	remove(): void;
}

/** A folder that is gone at the latest when this process ends. */
export async function temporaryFolder(name: string): Promise<TemporaryFolder> {
	const path = await mkdtemp(join(tmpdir(), `${name}-`));
	// Programs that worked in it may have been killed a moment ago.
	const removeNow = () => rmSync(path, { recursive: true, force: true, maxRetries: 5 });
	const forget = onExit(removeNow);
	return {
		path,
		remove() {
			removeNow();
			forget();
		},
	};
}
