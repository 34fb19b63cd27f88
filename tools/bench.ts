import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { drawPace } from './bench/chart';
import { extensionsIn } from './bench/extensions';
import { cellsOf, pageOf, tableOf, type Result } from './bench/page';
import { isMet, type Row, type Size } from './bench/row';
import { rowsOf } from './bench/rows';
import { BenchStage } from './bench/stage';
import { packPackage } from './system/pack';
import { root } from './system/paths';
import { printLine as say, secondsSince } from './system/progress';
import { temporaryFolder } from './system/temporaryFolder';
import { Environment } from './n8n/environment';

const chart = 'images/requests-per-second.svg';

const { values: flags, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		/** A share of the full sizes: to try a row out. */
		scale: { type: 'string', default: '1' },
	},
});

/** Parts of names of rows; all rows where none is given. */
const wanted = positionals.length > 0 ? positionals : [''];
const scale = Number(flags.scale);
const isWhole = positionals.length === 0 && scale === 1;

/** Not below what makes one full request. */
const size: Size = (full) => Math.min(full, Math.max(Math.round(full * scale), 1));

function chosenRows(): Row[] {
	const rows = rowsOf(size).filter(({ work }) => wanted.some((part) => work.includes(part)));
	if (rows.length === 0) throw new Error(`No row has "${wanted.join('" or "')}" in its name.`);
	return rows;
}

/** A row that fails does not take the others with it. */
async function runRow(stage: BenchStage, { work, run }: Row): Promise<Result> {
	const started = Date.now();
	say(`\n${work} ...`);
	try {
		const result = { work, ...(await run(stage)) };
		for (const figure of result.figures) say(`  ${cellsOf(figure).join('  ')}`);
		say(`  (the row took ${secondsSince(started)})`);
		return result;
	} catch (error) {
		say(`  failed: ${(error as Error).message}`);
		return { work, figures: [{ what: 'failed', value: 1, most: 0 }] };
	}
}

async function writeInto(file: string, text: string): Promise<void> {
	const path = join(root, 'docs', file);
	await mkdir(dirname(path), { recursive: true });
	await writeFile(path, text);
	say(`Wrote docs/${file}`);
}

async function writePage(results: Result[]): Promise<void> {
	const arrivals = results.find((result) => result.arrivals !== undefined)?.arrivals ?? [];
	await writeInto(chart, drawPace(arrivals));
	await writeInto('performance.md', pageOf(results, chart, new Date()));
}

async function measure(rows: Row[]): Promise<Result[]> {
	const home = await temporaryFolder('n8n-bench');
	const nodes = await temporaryFolder('n8n-bench-nodes');
	const environment = new Environment();
	try {
		say('Starting the amoCRM emulator and n8n ...');
		const tarball = await packPackage(say);
		const env = await extensionsIn(nodes.path);
		const opened = await environment.open({ folder: home.path, tarball, env });
		const stage = await BenchStage.of(opened);
		const results: Result[] = [];
		for (const row of rows) results.push(await runRow(stage, row));
		return results;
	} finally {
		await environment.close();
		home.remove();
		nodes.remove();
	}
}

async function bench(): Promise<void> {
	const results = await measure(chosenRows());
	say(`\n${tableOf(results)}\n`);
	if (isWhole) await writePage(results);
	const missed = results.filter(({ figures }) => !figures.every(isMet));
	for (const { work } of missed) say(`Missed: ${work}`);
	if (missed.length > 0) process.exitCode = 1;
}

bench().catch((error: Error) => {
	say(error.message);
	process.exitCode = 1;
});
