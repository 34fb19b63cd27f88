import { escape } from 'lodash';
import { z } from 'zod';

import manifest from '../../package.json';
import { packageName } from '../system/manifest';
import { KEPT } from './kept';
import { merged, type Difference, type What } from './compare';
import type { ReadOperation } from './operations';
import { PAGE_ASKS } from './pages';
import { HOOK_ASKS, HOOK_PAGE } from './hooks';
import { OAUTH_WORDS } from './oauth';
import { STEPS } from './steps';
import { UNDOCUMENTED } from './stepsBeyondCards';
import { HIDDEN_KEY, OTHER_KIND, type Vocabulary } from './shape';

const WHATS = [
	'status',
	'header',
	'key',
	'type',
	'entities found',
	'order',
	'entities on a page',
	'another page',
	'page number',
	'link to the next page',
	'total',
	'delivery',
] as const satisfies What[];

const difference = z.object({
	read: z.string(),
	what: z.enum(WHATS),
	where: z.string(),
	account: z.string(),
	emulator: z.string(),
	asks: z.array(z.string()),
	page: z.string(),
});

const report = z.object({
	about: z.string(),
	package: z.string(),
	platform: z.enum(['amocrm', 'kommo']),
	calls: z.number(),
	/** What could not be asked, because the account has nothing of it. */
	notAsked: z.array(z.string()),
	/** How many differences were kept back because something in them may be data. */
	keptBack: z.number(),
	differences: z.array(difference),
});

export type Report = z.infer<typeof report>;

/** @throws Error in one sentence */
export function readReport(text: string): Report {
	try {
		return report.parse(JSON.parse(text));
	} catch {
		throw new Error('This is not a report of `npm run conform`.');
	}
}

export const ABOUT =
	'What an account of amoCRM or Kommo and the emulator of this package answer differently: shapes and differences only. It holds no names, texts, phones, ids, addresses of accounts or tokens. What may have been data was left out.';

/** Words that differences are told in, beside amoCRM's. */
const SENTENCES = [
	'never',
	'sometimes',
	'always',
	'none',
	'there',
	'another',
	'kept',
	'not kept',
	'yes',
	'no',
	'more',
	'fewer',
	'came',
	'did not come',
	'application/x-www-form-urlencoded',
	'as was asked',
	'leads there',
	'leads elsewhere',
	'as many as there are',
	'as many as were asked for',
	'keeps to what was asked',
	'finds what the emulator does not find',
	'does not find what the emulator finds',
	'application/hal+json',
	'application/problem+json',
	'application/json',
	'text/html',
	'text/plain',
	'null',
	'yes or no',
	'fraction',
	'whole number',
	'whole number, a midnight of the account',
	'whole number, no midnight of the account',
	'text',
	'empty text',
	'number as text',
	'time as text',
	'address',
	'list',
	'empty list',
	'object',
	'empty object',
	'<another value>',
	'as planned',
	'otherwise',
];

const known = (sets: Map<string, Set<string>>): string[] =>
	[...sets.values()].flatMap((set) => [...set]);

/** What calls are asked with, beside what the plan names. */
const ASKS = [
	'with everything',
	'everything',
	'without with',
	'page 1 of 2',
	'page 2 of 2',
	'a page far behind the last',
	'one by its id',
	'one with everything',
	'an id that is not there',
	...Object.values(PAGE_ASKS),
	...OAUTH_WORDS.asks,
	HOOK_ASKS,
	UNDOCUMENTED,
];

/** How the plan names a filter, an order, or what `with` asks for; its words are judged apart. */
const ASKED =
	/^(with=\w+|order\[\w+\]=\w+|filter\[custom_fields_values\] of the type \w+|\w+(\[\w*\])*(, \w+(\[\w*\])*)*)$/;

const wordsOf = (text: string): string[] => text.match(/\w+/g) ?? [];

/** Every word of the plan: it is made of the node alone. */
const planWords = (plan: ReadOperation[]): string[] =>
	plan.flatMap(({ path, includes, orders, filters, choices }) =>
		[
			path,
			...includes,
			...orders,
			...Object.values(choices).flat(),
			...filters.flatMap((filter) => Object.keys(filter)),
		].flatMap(wordsOf),
	);

/** That the plan has of its own. */
const OWN_WORDS = 'with order asc desc of the type GET segments'.split(' ');

const PAGES = [...Object.values(KEPT).map(({ page }) => page), ...OAUTH_WORDS.pages, HOOK_PAGE];

/** What may be given away, judged apart from how it was made: every word must be known. */
export class Censor {
	private readonly sentences: Set<string>;
	private readonly keys: Set<string>;

	private readonly asks: Set<string>;
	private readonly planned: Set<string>;

	private readonly writes: Set<string>;

	constructor(words: Vocabulary, plan: ReadOperation[]) {
		this.asks = new Set([...ASKS, ...STEPS.map(({ title }) => title)]);
		this.writes = new Set([...STEPS.map(({ read }) => read), ...OAUTH_WORDS.reads, 'webhook']);
		this.planned = new Set([...OWN_WORDS, ...planWords(plan), ...known(words.kinds)]);
		const choices = known(words.choices).map((value) => `"${value}"`);
		this.sentences = new Set([...SENTENCES, ...choices]);
		this.keys = new Set([
			...words.keys,
			...known(words.kinds),
			HIDDEN_KEY,
			OTHER_KIND,
			'content-type',
			'retry-after',
			'location',
		]);
	}

	mayPass({ read, where, account, emulator, asks, page }: Difference): boolean {
		return (
			this.isRead(read) &&
			this.isPath(where) &&
			[account, emulator].every((side) => this.isTold(side)) &&
			asks.every((one) => this.isAsked(one)) &&
			PAGES.includes(page)
		);
	}

	/** `GET /api/v4/leads/{id}` */
	isRead(text: string): boolean {
		const [, path] =
			/^(?:GET|POST|PATCH|PUT|DELETE) \/(?:api\/v[24]|v1\.0)((?:\/(?:\w+|\{\w+\}))+)$/.exec(text) ??
			[];
		if (this.writes.has(text) || this.isHook(text)) return true;
		return path !== undefined && wordsOf(path).every((word) => this.planned.has(word));
	}

	/** `webhook leads[update]` */
	private isHook(text: string): boolean {
		const [, ...words] = /^webhook (\w+)\[(\w+)\]$/.exec(text) ?? [];
		return words.length > 0 && words.every((word) => this.keys.has(word));
	}

	private isAsked(text: string): boolean {
		if (this.asks.has(text)) return true;
		return ASKED.test(text) && wordsOf(text).every((word) => this.planned.has(word));
	}

	private isPath(where: string): boolean {
		return where
			.split(/[.[\]]+/)
			.filter((part) => part !== '')
			.every((part) => this.keys.has(part));
	}

	private isTold(text: string): boolean {
		if (this.sentences.has(text) || /^[1-5]\d\d$/.test(text)) return true;
		return this.isListed(text.split(', '));
	}

	/** Several of the sentences, some of which have commas of their own. */
	private isListed(parts: string[]): boolean {
		if (parts.length === 0) return true;
		return [1, 2].some(
			(count) =>
				parts.length >= count &&
				this.sentences.has(parts.slice(0, count).join(', ')) &&
				this.isListed(parts.slice(count)),
		);
	}
}

export function makeReport(
	parts: Pick<Report, 'platform' | 'calls' | 'notAsked'>,
	differences: Difference[],
	censor: Censor,
): Report {
	const safe = differences.filter((one) => censor.mayPass(one));
	return {
		about: ABOUT,
		package: `${packageName} ${manifest.version}`,
		...parts,
		notAsked: parts.notAsked.filter((read) => censor.isRead(read)),
		keptBack: differences.length - safe.length,
		differences: merged(safe),
	};
}

/** The report of an earlier run, with this one's in place of what it says of the same calls. */
export function addedTo(earlier: Report | undefined, made: Report, censor: Censor): Report {
	if (earlier?.package !== made.package || earlier.platform !== made.platform) return made;
	const others = earlier.differences.filter(
		(one) => censor.mayPass(one) && !OAUTH_WORDS.asks.includes(one.asks[0]),
	);
	return {
		...made,
		calls: earlier.calls + made.calls,
		notAsked: earlier.notAsked.filter((read) => censor.isRead(read)),
		keptBack: earlier.keptBack + made.keptBack,
		differences: [...others, ...made.differences],
	};
}

const cells = (tag: 'th' | 'td', texts: string[]) =>
	`<tr>${texts.map((text) => `<${tag}>${escape(text)}</${tag}>`).join('')}</tr>`;

const HEADINGS = ['Call', 'What', 'Where', 'The account', 'The emulator', 'Asked with', 'Page'];

const STYLE =
	'body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;color:#1b1b1b;background:#fff}table{border-collapse:collapse;width:100%;font-size:.875rem}th,td{border:1px solid #bbb;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}.about{border:2px solid #1a6;padding:.75rem 1rem}';

/** Everything that the report holds, for the person to look at before it is given away. */
export function reportPage(made: Report): string {
	const rows = made.differences.map(({ read, what, where, account, emulator, asks, page }) =>
		cells('td', [read, what, where, account, emulator, asks.join('; '), page]),
	);
	const table = `<table>${cells('th', HEADINGS)}${rows.join('')}</table>`;
	return [
		'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Report of npm run conform</title>',
		`<style>${STYLE}</style></head><body><h1>Report of npm run conform</h1>`,
		`<p class="about">${escape(made.about)} This page shows everything that report.json holds.</p>`,
		`<p>${escape(made.package)}, ${made.platform}. Calls: ${made.calls}. Differences: ${made.differences.length}. Kept back because something in them may be data: ${made.keptBack}.</p>`,
		made.differences.length > 0 ? table : '<p>No difference was found.</p>',
		'<h2>Not asked</h2>',
		`<p>${escape(made.notAsked.join('; ')) || 'Everything was asked.'}</p>`,
		'</body></html>\n',
	].join('\n');
}

/** The same for a terminal. */
export const reportLines = ({ differences, keptBack, calls }: Report): string[] => [
	`${calls} calls, ${differences.length} differences${keptBack > 0 ? `, ${keptBack} kept back` : ''}.`,
	...differences.map(
		({ read, what, where, account, emulator, asks }) =>
			`- ${read}: ${[what, where].filter(Boolean).join(' ')}: the account: ${account}; the emulator: ${emulator} (${asks.slice(0, 3).join('; ')})`,
	),
];
