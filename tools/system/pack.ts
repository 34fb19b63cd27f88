import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from './build';
import { npm, runOrThrow } from './command';
import { root } from './paths';
import type { Progress } from './progress';
import { temporaryFolder } from './temporaryFolder';
import { packageName } from './manifest';

async function buildAndPack(progress: Progress): Promise<string> {
	await build(progress);
	const { path } = await temporaryFolder(packageName);
	// Without scripts: `prepack` would build a second time.
	await runOrThrow(npm('pack', '--ignore-scripts', '--pack-destination', path), { cwd: root });
	const [file] = await readdir(path);
	return join(path, file);
}

let tarball: Promise<string> | undefined;

/** The package as `npm publish` would send it: a tarball in a temporary folder that lives as long as this process, made once. */
export async function packPackage(progress: Progress): Promise<string> {
	tarball ??= buildAndPack(progress);
	return await tarball;
}

/** The folder that npm makes of that tarball. */
export async function unpackPackage(progress: Progress): Promise<string> {
	const file = await packPackage(progress);
	const folder = dirname(file);
	await runOrThrow(['tar', '-xzf', file, '-C', folder]);
	return join(folder, 'package');
}
