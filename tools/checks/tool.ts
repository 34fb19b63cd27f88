import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onExit } from '../system/onExit';
import { root } from '../system/paths';

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
	const forget = onExit(() => child.kill());
	const [code] = (await once(child, 'exit')) as [number | null];
	forget();
	return code ?? 1;
}
