import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../..');

/** What SECURITY.md promises: each item of the lists under this heading. */
const HEADING = '## What is protected, and how';

function promises(): string[] {
	const page = readFileSync(join(root, 'SECURITY.md'), 'utf8');
	const [, section = ''] = page.split(`${HEADING}\n`);
	const [promised] = section.split('\n## ');
	return [...promised.matchAll(/^- (.*)$/gm)].map(([, sentence]) => sentence);
}

const MARK = '/** SECURITY: ';

/** Comments that quote a sentence, with the test directly below them. */
const QUOTES = /((?:\/\*\* SECURITY: (?:(?!\*\/)[^])*\*\/\s*)+)(?:it|describe)\b/g;
const QUOTE = /\/\*\* SECURITY: ((?:(?!\*\/)[^])*)\*\//g;

const unwrapped = (text: string) => text.replace(/\s*\n\s*\* ?/g, ' ').trim();

interface Quoting {
	file: string;
	/** What is quoted above a test. */
	quotes: string[];
	/** How often a quote begins, wherever it stands. */
	marks: number;
}

const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.test.ts') && !file.endsWith('docs/security.test.ts'))
	.map((file): Quoting => {
		const text = readFileSync(join(root, 'test', file), 'utf8');
		const quotes = [...text.matchAll(QUOTES)].flatMap(([, comments]) =>
			[...comments.matchAll(QUOTE)].map(([, sentence]) => unwrapped(sentence)),
		);
		return { file, quotes, marks: text.split(MARK).length - 1 };
	});

const quoted = tests.flatMap(({ quotes }) => quotes);

it('SECURITY.md promises something, each thing once', () => {
	expect(promises().length).toBeGreaterThan(20);
	expect(promises()).toEqual([...new Set(promises())]);
});

it.each(promises())('a test holds: %s', (sentence) => {
	expect(quoted).toContain(sentence);
});

it('no test holds what SECURITY.md does not say', () => {
	expect(quoted.filter((sentence) => !promises().includes(sentence))).toEqual([]);
});

it('each quote stands directly above its test', () => {
	const astray = tests.filter(({ quotes, marks }) => quotes.length !== marks);
	expect(astray.map(({ file }) => file)).toEqual([]);
});
