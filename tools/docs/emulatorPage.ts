import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { root } from '../system/paths';
import { code, row } from './markdown';

const HEAD = `# What the emulator does, and why

Made by \`npm run docs\` from the comments of the emulator; do not edit by hand.

The emulator (\`emulator/\`) plays amoCRM and Kommo in the tests of this package. What it does comes from amoCRM's
documentation, from answers that users have published (they outrank the documentation), or, where both are silent, from
a guess. \`npm run conform\` holds it against a real account: [conform.md](conform.md).
`;

type Source = 'guess' | 'answer' | 'documentation';

/** Where both documentation and answers are silent. */
const GUESS =
	/not documented|not known|known only in part|no page documents|gives no number|leaves it open|taken to be|names are not amoCRM's/i;

const ANSWER = /github\.com\/|official client|PHP client|answers to users/;

const PAGE = /(?:amocrm\.ru\/developers|developers\.kommo\.com)[:,]? ?/;

function sourceOf(text: string): Source | undefined {
	if (GUESS.test(text)) return 'guess';
	if (ANSWER.test(text)) return 'answer';
	return PAGE.test(text) ? 'documentation' : undefined;
}

interface Behaviour {
	file: string;
	text: string;
	source: Source;
}

const COMMENT = /\/\*\*([\s\S]*?)\*\/|((?:^[ \t]*\/\/.*\n)+)/gm;

const plain = (comment: string) =>
	comment
		.replace(/^[ \t]*(\/\/|\*)[ ]?/gm, '')
		.replace(/\s+/g, ' ')
		.trim();

function behavioursIn(file: string): Behaviour[] {
	const text = readFileSync(file, 'utf8');
	return [...text.matchAll(COMMENT)].flatMap(([, block, lines]) => {
		const comment = plain(block ?? lines);
		const source = sourceOf(comment);
		return source ? [{ file: relative(join(root, 'emulator'), file), text: comment, source }] : [];
	});
}

function filesBelow(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
		.map((entry) => join(entry.parentPath, entry.name))
		.sort();
}

const SECTIONS: Array<[source: Source, heading: string]> = [
	['guess', 'Guesses'],
	['answer', 'From real answers and the official client'],
	['documentation', 'From the documentation'],
];

/** The page that lists what the emulator does, with where it comes from. */
export function emulatorPage(): string {
	const all = filesBelow(join(root, 'emulator')).flatMap(behavioursIn);
	const sections = SECTIONS.map(([source, heading]) => {
		const own = all.filter((one) => one.source === source);
		return [
			`## ${heading} (${own.length})`,
			'',
			row('In', 'What'),
			row('---', '---'),
			...own.map(({ file, text }) => row(code(file), text.replaceAll('<', '&lt;'))),
			'',
		].join('\n');
	});
	return [HEAD, ...sections].join('\n');
}
