import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** Whatever is typed is not shown. */
const silent = new Writable({ write: (_chunk, _encoding, done) => done() });

async function typed(question: string): Promise<string> {
	const { stdin, stdout } = process;
	const isTerminal = stdin.isTTY === true;
	const lines = createInterface({ input: stdin, output: silent, terminal: isTerminal });
	if (isTerminal) stdout.write(question);
	const line = await new Promise<string>((resolve) => {
		lines.once('line', resolve);
		lines.once('close', () => resolve(''));
	});
	lines.close();
	if (isTerminal) stdout.write('\n');
	return line;
}

/**
 * The token of the account: as it was given, from a file, or as the person types it, unseen.
 * @throws Error in one sentence that does not hold it
 */
export async function readToken(given?: string, file?: string): Promise<string> {
	const text =
		given ?? (file === undefined ? await typed('Long-lived token: ') : await fromFile(file));
	const token = text.trim();
	if (token === '')
		throw new Error('No token was given. Paste it, or name a file by --token-file.');
	if (!/^[\x21-\x7e]+$/.test(token)) {
		throw new Error('The token has spaces or line breaks in it. Copy it once more, as a whole.');
	}
	return token;
}

async function fromFile(file: string): Promise<string> {
	return await readFile(file, 'utf8').catch(({ code }: NodeJS.ErrnoException) => {
		throw new Error(`The file of the token cannot be read (${code}).`);
	});
}

/** An explicit yes, typed as a whole word. */
export async function agrees(question: string): Promise<boolean> {
	process.stdout.write(question);
	const lines = createInterface({ input: process.stdin });
	const line = await new Promise<string>((resolve) => {
		lines.once('line', resolve);
		lines.once('close', () => resolve(''));
	});
	lines.close();
	return /^(yes|да)$/i.test(line.trim());
}
