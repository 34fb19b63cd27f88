import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { root } from './system/paths';
import { printLine } from './system/progress';
import { makeSchemas, versions } from './schemas/make';

/** Where n8n looks: beside the node, below the version of the description. */
const folderOf = (version: number) =>
	join(root, `nodes/AmoCrm/__schema__/v${version.toFixed(1)}.0`);

async function writeSchemas(version: number): Promise<void> {
	const folder = folderOf(version);
	const { files, missing } = await makeSchemas(version);
	await rm(folder, { recursive: true, force: true });
	for (const [path, schema] of files) {
		await mkdir(dirname(join(folder, path)), { recursive: true });
		await writeFile(join(folder, path), `${JSON.stringify(schema, null, '\t')}\n`);
	}
	printLine(`Wrote ${files.size} output schemas of version ${version}.`);
	for (const [operation, reason] of missing) printLine(`  none for ${operation}: ${reason}`);
	if (missing.size > 0) process.exitCode = 1;
}

async function writeAll(): Promise<void> {
	for (const version of versions) await writeSchemas(version);
}

writeAll().catch((error: Error) => {
	printLine(error.message);
	process.exitCode = 1;
});
