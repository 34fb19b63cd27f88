import type { Outcome } from './report';

const begin = '<!-- npm run test:versions -->';
const end = '<!-- end -->';

/** What came of each version, as a table in Markdown. */
export function versionsTable(outcomes: Outcome[]): string {
	const rows = outcomes.map(({ name, passed, failed }) =>
		[name, failed === 0 ? `${passed} passed` : `${passed} passed, ${failed} failed`].join(' | '),
	);
	return ['| n8n | End-to-end core |', '| --- | --- |', ...rows.map((row) => `| ${row} |`)].join(
		'\n',
	);
}

/** The page with another table between its marks. */
export function withTable(page: string, table: string): string {
	const [from, to] = [page.indexOf(begin), page.indexOf(end)];
	if (from < 0 || to < from)
		throw new Error(`The page has no place for the table: ${begin} … ${end}.`);
	return `${page.slice(0, from + begin.length)}\n\n${table}\n\n${page.slice(to)}`;
}
