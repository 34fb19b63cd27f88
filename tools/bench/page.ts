import { arch, cpus, platform, totalmem } from 'node:os';
import { dependencies } from '../n8n/package.json';
import { LATENCY_MS, REQUESTS_A_SECOND } from './pace';
import { count, isMet, type Figure, type Measured } from './row';

export interface Result extends Measured {
	work: string;
}

const withUnit = (value: number, { unit }: Figure) => {
	const space = unit === undefined || unit.startsWith('/') ? '' : ' ';
	return `${count(value)}${space}${unit ?? ''}`;
};

const times = (value: number, floor: number) =>
	floor > 0 && Number.isFinite(value) ? ` (${count(value / floor)} ×)` : '';

/** What is printed and written of a figure, in the order of the columns. */
export function cellsOf(figure: Figure): string[] {
	const { what, value, floor, most = Infinity } = figure;
	const over = (number: number) => withUnit(number, figure) + times(number, floor ?? 0);
	return [
		what,
		over(value),
		floor === undefined ? '' : withUnit(floor, figure),
		most === Infinity ? '' : over(most),
		most === Infinity ? '' : isMet(figure) ? 'yes' : '**no**',
	];
}

const line = (cells: string[]) => `| ${cells.join(' | ')} |`;

export function tableOf(results: Result[]): string {
	const head = ['Work', 'What', 'Measured', 'Floor', 'At most', 'Met'];
	const body = results.flatMap(({ work, figures }) =>
		figures.map((figure, index) => line([index === 0 ? work : '', ...cellsOf(figure)])),
	);
	return [line(head), line(head.map(() => '---')), ...body].join('\n');
}

function machine(): string {
	const gigabytes = Math.round(totalmem() / 2 ** 30);
	return `${cpus().length} cores (${cpus()[0].model.trim()}), ${gigabytes} GB, ${platform()} on ${arch()}`;
}

const notesOf = (results: Result[]) =>
	results.flatMap(({ work, notes = [] }) => notes.map((note) => `- *${work}*: ${note}`));

/** @param chart where the chart lies, seen from the page */
export const pageOf = (results: Result[], chart: string, date: Date): string => `# Performance

Made by \`npm run bench\`, except for remarks on the run at its end. It runs workflows on the real n8n with this package, against a
stand-in for amoCRM with amoCRM's limits: ${REQUESTS_A_SECOND} requests in any sliding second per integration and account, and
${LATENCY_MS} ms until each answer.

- n8n ${dependencies.n8n}, one process, its database a file (SQLite)
- ${machine()}; n8n, the stand-in and the program that measures share it
- ${date.toISOString().slice(0, 10)}, all rows in one run

The floor is the shortest time in which amoCRM lets the fewest possible requests through, ${REQUESTS_A_SECOND} a second, or what
n8n's own node came to. Workflows start by a webhook. The time of a node is from when n8n came to it until n8n went
on to the next one; the time of a whole workflow also has n8n receive the items and split them.

${tableOf(results)}

${notesOf(results).join('\n')}

## Requests per second

While all leads were read by Get Many: how many requests had arrived in the second before each one.

![Requests per second over the time of the run](${chart})
`;
