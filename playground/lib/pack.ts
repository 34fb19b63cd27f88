import { rmSync } from 'node:fs';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build';
import { npm, runOrThrow } from './command';
import { beforeEnd } from './lastWill';
import { root } from './paths';
import type { Progress } from './progress';

async function buildAndPack(progress: Progress): Promise<string> {
	await build(progress);
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-amocrm-'));
	beforeEnd(() => rmSync(folder, { recursive: true, force: true }));
	// Without scripts: `prepack` would build a second time.
	await runOrThrow(npm('pack', '--ignore-scripts', '--pack-destination', folder), { cwd: root });
	const [file] = await readdir(folder);
	return join(folder, file);
}

let tarball: Promise<string> | undefined;

/** The package as `npm publish` would send it: a tarball in a temporary folder that lives as long as this process, made once. */
export async function packPackage(progress: Progress): Promise<string> {
	tarball ??= buildAndPack(progress);
	return await tarball;
}
