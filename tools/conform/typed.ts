import { readFile } from 'node:fs/promises';
import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';

/** What a person types; what is asked for in secret is not shown. */
export class Typed {
	private isSecret = false;
	private lines?: AsyncIterator<string>;
	private reader?: Interface;

	async ask(question: string, { isSecret = false } = {}): Promise<string> {
		const { stdin, stdout } = process;
		this.isSecret = false;
		this.open();
		stdout.write(question);
		this.isSecret = isSecret;
		const { value, done } = await (this.lines as AsyncIterator<string>).next();
		if (isSecret || !stdin.isTTY) stdout.write('\n');
		return done === true ? '' : value.trim();
	}

	close(): void {
		this.reader?.close();
	}

	private open(): void {
		if (this.reader) return;
		const { stdin, stdout } = process;
		const output = new Writable({
			write: (chunk: Buffer, _encoding, done) => {
				if (!this.isSecret) stdout.write(chunk);
				done();
			},
		});
		this.reader = createInterface({ input: stdin, output, terminal: stdin.isTTY === true });
		this.lines = this.reader[Symbol.asyncIterator]();
	}
}

async function fromFile(file: string): Promise<string> {
	return await readFile(file, 'utf8').catch(({ code }: NodeJS.ErrnoException) => {
		throw new Error(`The file of the token cannot be read (${code}).`);
	});
}

/**
 * The token of the account: as it was given, from a file, or as the person types it, unseen.
 * @throws Error in one sentence that does not hold it
 */
export async function readToken(typed: Typed, given?: string, file?: string): Promise<string> {
	const token = (
		given ??
		(file === undefined
			? await typed.ask('Long-lived token (it is not shown): ', { isSecret: true })
			: await fromFile(file))
	).trim();
	if (token === '')
		throw new Error('No token was given. Paste it, or name a file by --token-file.');
	if (!/^[\x21-\x7e]+$/.test(token)) {
		throw new Error('The token has spaces or line breaks in it. Copy it once more, as a whole.');
	}
	return token;
}
