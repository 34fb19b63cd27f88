import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { root } from '../system/paths';
import { code, row } from './markdown';

const HEAD = `# What the emulator does, and why

Made by \`npm run docs\` from the comments of the emulator; do not edit by hand.

The emulator (\`emulator/\`) plays amoCRM and Kommo in the tests of this package. What it does comes from amoCRM's
documentation, from answers that users have published (they outrank the documentation), or, where both are silent, from
a guess. A comment states it as \`amocrm.ru/developers: page\`, \`developers.kommo.com: page\`, \`github.com/owner/name\` or
\`Guess: what\`. \`npm run conform\` holds it against a real account: [conform.md](conform.md).
`;

type Source = 'guess' | 'answer' | 'documentation';

/** How a comment states where a behaviour comes from. It may state several: the weakest counts. */
const FORMS: Array<[source: Source, form: RegExp]> = [
	['guess', /\bguess: /i],
	['answer', /\bgithub\.com\/[\w.-]+\/[\w-]+/],
	['documentation', /\b(amocrm\.ru\/developers|developers\.kommo\.com): \w/],
];

const sourceOf = (text: string): Source | undefined =>
	FORMS.find(([, form]) => form.test(text))?.[0];

/** What plays nothing of amoCRM's: how the emulator is run, and what its parts are made with. */
const MECHANISM = [
	/^(client|createEmulator|main|spawn)\.ts$/,
	/^control\//,
	/^core\/(clock|faults|log)\.ts$/,
	/^net\/(certificates|exchange|fronts|pages|proxy)\.ts$/,
	/^api\/(family|kit|resource|routes)\.ts$/,
	/^deliveries\/shapes\/index\.ts$/,
	/^state\/(changes|collection|ids|world|zones)\.ts$/,
];

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

const emulatorFiles = () => filesBelow(join(root, 'emulator'));

/** Modules that play amoCRM, and do not say where that comes from. */
export const unsourced = (): string[] =>
	emulatorFiles()
		.filter((file) => behavioursIn(file).length === 0)
		.map((file) => relative(join(root, 'emulator'), file))
		.filter((file) => !MECHANISM.some((pattern) => pattern.test(file)));

const SECTIONS: Array<[source: Source, heading: string]> = [
	['guess', 'Guesses'],
	['answer', 'From real answers and the official client'],
	['documentation', 'From the documentation'],
];

/** The page that lists what the emulator does, with where it comes from. */
export function emulatorPage(): string {
	const all = emulatorFiles().flatMap(behavioursIn);
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
