import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runOrThrow } from '../system/command';
import { packPackage, unpackPackage } from '../system/pack';
import { root } from '../system/paths';
import type { Progress } from '../system/progress';
import { oneCheck, type Result } from './report';

/**
 * What a user of n8n needs: code, icons, codex files and schemas, and pages to read. English ones: n8n verifies no
 * package in another language, so Russian labels and pages stay in the repository.
 */
const needed = [
	/^(package\.json|README\.md|LICENSE\.md)$/,
	/^dist\/(nodes|credentials)\/.+\.js$/,
	/^dist\/credentials\/icons\/.+\.svg$/,
	/^dist\/nodes\/.+\/__schema__\/.+\.json$/,
	/^dist\/nodes\/\w+\/\w+\.node\.json$/,
];

const mostKilobytes = 500;
const loads = 7;

interface Manifest {
	n8n: { nodes: string[]; credentials: string[] };
}

/** As n8n loads the package: what it imports from n8n is there already. */
const loadAll = (files: string[]) => `
	for (const name of ['n8n-workflow', 'lodash', 'luxon', 'zod']) require(name);
	const started = performance.now();
	for (const file of ${JSON.stringify(files)}) for (const Type of Object.values(require(file))) new Type();
	console.log(performance.now() - started);
`;

async function loadMilliseconds(folder: string): Promise<number> {
	const { n8n } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
	const files = [...n8n.credentials, ...n8n.nodes].map((file) => join(folder, file));
	const env = { ...process.env, NODE_PATH: join(root, 'node_modules') };
	const times: number[] = [];
	for (let load = 0; load < loads; load++) {
		const { stdout } = await runOrThrow([process.execPath, '-e', loadAll(files)], { env });
		times.push(Number(stdout));
	}
	return times.sort((left, right) => left - right)[Math.floor(loads / 2)];
}

async function filesIn(folder: string): Promise<string[]> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

/** What would be published, and what it costs: its size, and the time that n8n needs to load it. */
export async function checkShipped(say: Progress): Promise<Result> {
	const kilobytes = (await stat(await packPackage(say))).size / 1000;
	const folder = await unpackPackage(say);
	const files = await filesIn(folder);
	const needless = files.filter((file) => !needed.some((pattern) => pattern.test(file)));
	for (const file of needless) say(`Nobody needs ${file} in the package.`);
	if (kilobytes > mostKilobytes) say(`The package has more than ${mostKilobytes} kB.`);
	const milliseconds = await loadMilliseconds(folder);
	return {
		...oneCheck(needless.length === 0 && kilobytes <= mostKilobytes),
		note: `package: ${kilobytes.toFixed(0)} kB in ${files.length} files; n8n loads it in ${milliseconds.toFixed(0)} ms (median of ${loads})`,
	};
}
