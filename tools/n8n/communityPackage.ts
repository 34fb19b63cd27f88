import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npm, runOrThrow } from '../system/command';

/** Puts the package where n8n itself puts a community package that a user installs. */
export async function installIntoN8n(userFolder: string, tarball: string): Promise<void> {
	const nodesFolder = join(userFolder, '.n8n', 'nodes');
	const stamp = join(nodesFolder, '.installed-tarball');
	const hash = createHash('sha256')
		.update(await readFile(tarball))
		.digest('hex');
	if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === hash) return;
	await mkdir(nodesFolder, { recursive: true });
	const manifest = join(nodesFolder, 'package.json');
	if (!existsSync(manifest)) {
		await writeFile(manifest, JSON.stringify({ name: 'installed-nodes', private: true }));
	}
	const command = npm('install', tarball, '--ignore-scripts', '--legacy-peer-deps', '--no-audit');
	await runOrThrow(command, { cwd: nodesFolder });
	await writeFile(stamp, hash);
}
