import { spawn } from 'node:child_process';

export interface CommandOptions {
	cwd?: string;
	env?: NodeJS.ProcessEnv;
	/** Another user to run it as, where this one is root. */
	uid?: number;
	gid?: number;
}

export interface CommandResult {
	code: number;
	stdout: string;
	/** Both streams, in the order in which they came. */
	output: string;
}

export type Argv = [command: string, ...args: string[]];

/** Runs a command to its end and collects what it says. */
export async function run(argv: Argv, options: CommandOptions = {}): Promise<CommandResult> {
	const [command, ...args] = argv;
	return await new Promise((done, failed) => {
		const child = spawn(command, args, {
			...options,
			stdio: ['ignore', 'pipe', 'pipe'],
			shell: process.platform === 'win32' && command === 'npm',
		});
		let stdout = '';
		let output = '';
		child.stdout.on('data', (chunk: Buffer) => {
			stdout += chunk.toString();
			output += chunk.toString();
		});
		child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
		child.on('error', failed);
		child.on('close', (code) => done({ code: code ?? 1, stdout, output }));
	});
}

/** Where a command says why it failed. */
export const lastLines = (output: string): string =>
	output.trimEnd().split('\n').slice(-30).join('\n');

/** Like `run`, but a failure is an error that carries the end of what the command said. */
export async function runOrThrow(argv: Argv, options: CommandOptions = {}): Promise<CommandResult> {
	const result = await run(argv, options);
	if (result.code === 0) return result;
	const said = lastLines(result.output);
	throw new Error(`\`${argv.join(' ')}\` failed (exit code ${result.code}):\n${said}`);
}

/** The npm that started us, if one did (it may not be on PATH). */
export function npm(...args: string[]): Argv {
	const entry = process.env.npm_execpath;
	return entry?.endsWith('.js') ? [process.execPath, entry, ...args] : ['npm', ...args];
}
