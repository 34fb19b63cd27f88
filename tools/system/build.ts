import { join } from 'node:path';
import { runOrThrow } from './command';
import { root } from './paths';
import { secondsSince, withCount, type Progress } from './progress';

/** Runs a development package's program, with this Node and without looking for it on PATH. */
async function runTool(entry: string, ...args: string[]): Promise<void> {
	await runOrThrow([process.execPath, join(root, 'node_modules', entry), ...args], { cwd: root });
}

/** Makes `dist/` anew, with n8n's own tool: the compiled package with its icons, codex files, schemas and translations. */
export async function build(progress: Progress): Promise<void> {
	const started = Date.now();
	await withCount(progress, 'Building the package', async () => {
		await runTool('@n8n/node-cli/bin/n8n-node.mjs', 'build');
		await runTool('gulp/bin/gulp.js', 'build:icons', '--silent');
	});
	progress(`Built dist/ in ${secondsSince(started)}.`);
}
