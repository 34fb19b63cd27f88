import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { beforeEnd } from '../lib/lastWill';
import { root } from '../lib/paths';

/** Runs a development package's program before the user's eyes; its exit code. */
export async function showTool(
	entry: string,
	args: string[],
	env: NodeJS.ProcessEnv = {},
): Promise<number> {
	const child = spawn(process.execPath, [join(root, 'node_modules', entry), ...args], {
		cwd: root,
		stdio: 'inherit',
		env: { ...process.env, ...env },
	});
	const forget = beforeEnd(() => child.kill());
	const [code] = (await once(child, 'exit')) as [number | null];
	forget();
	return code ?? 1;
}
