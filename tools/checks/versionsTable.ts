const begin = '<!-- npm run test:versions -->';
const end = '<!-- end -->';

/** How many tests passed and failed, by version of n8n. */
export type Results = Record<string, { passed: number; failed: number } | undefined>;

interface Words {
	title: string;
	passed: (count: number) => string;
	failed: (count: number) => string;
	notRun: string;
}

/** Pages that have the table, and their words for it. */
export const pages: Record<string, Words> = {
	'README.md': {
		title: 'Main end-to-end tests',
		passed: (count) => `${count} passed`,
		failed: (count) => `${count} failed`,
		notRun: 'not run yet',
	},
	'docs/README.ru.md': {
		title: 'Основные сквозные тесты',
		passed: (count) => `пройдено ${count}`,
		failed: (count) => `не пройдено ${count}`,
		notRun: 'ещё не запускались',
	},
};

/** What came of each version, as a table in Markdown. */
export function versionsTable(versions: string[], results: Results, words: Words): string {
	const cells = versions.map((version) => {
		const result = results[version];
		if (result === undefined) return words.notRun;
		const { passed, failed } = result;
		return [words.passed(passed), ...(failed > 0 ? [words.failed(failed)] : [])].join(', ');
	});
	const lines = [
		['n8n', ...versions],
		['---', ...versions.map(() => '---')],
		[words.title, ...cells],
	];
	return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}

/** The page with another table between its marks. */
export function withTable(page: string, table: string): string {
	const [from, to] = [page.indexOf(begin), page.indexOf(end)];
	if (from < 0 || to < from)
		throw new Error(`The page has no place for the table: ${begin} … ${end}.`);
	return `${page.slice(0, from + begin.length)}\n\n${table}\n\n${page.slice(to)}`;
}
