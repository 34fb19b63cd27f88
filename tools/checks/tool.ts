import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onExit } from '../system/onExit';
import { root } from '../system/paths';
import type { Progress } from '../system/progress';

/** Runs a development package's program, and passes on what it says, line by line. @returns its exit code */
export async function reportTool(say: Progress, entry: string, args: string[]): Promise<number> {
	const child = spawn(process.execPath, [join(root, 'node_modules', entry), ...args], {
		cwd: root,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const forget = onExit(() => child.kill());
	for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', say);
	const [code] = (await once(child, 'close')) as [number | null];
	forget();
	return code ?? 1;
}
