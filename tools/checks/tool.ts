import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { run, type Argv } from '../system/command';
import { onExit } from '../system/onExit';
import { root } from '../system/paths';
import type { Progress } from '../system/progress';

/** Runs a development package's program, and says at its end what it said. @returns its exit code */
export async function reportTool(say: Progress, entry: string, args: string[]): Promise<number> {
	const argv: Argv = [process.execPath, join(root, 'node_modules', entry), ...args];
	const { code, output } = await run(argv, { cwd: root });
	if (output.trim() !== '') say(output.trim());
	return code;
}

/** Runs a development package's program before the user's eyes. @returns its exit code */
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
