import { join } from 'node:path';
import { runOrThrow } from './command';
import { root } from './paths';
import { secondsSince, type Progress } from './progress';

/** Makes `dist/` anew, with n8n's own tool: the compiled package with its icons, codex files, schemas and translations. */
export async function build(progress: Progress): Promise<void> {
	const started = Date.now();
	progress('Building the package ...');
	const tool = join(root, 'node_modules', '@n8n', 'node-cli', 'bin', 'n8n-node.mjs');
	await runOrThrow([process.execPath, tool, 'build'], { cwd: root });
	progress(`Built dist/ in ${secondsSince(started)}.`);
}
