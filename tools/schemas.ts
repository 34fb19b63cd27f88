import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { root } from './system/paths';
import { printLine } from './system/progress';
import { makeSchemas } from './schemas/make';

/** Where n8n looks: beside the node, below the version of the description. */
const folder = join(root, 'nodes/AmoCrm/__schema__/v1.0.0');

async function writeSchemas(): Promise<void> {
	const { files, missing } = await makeSchemas();
	await rm(folder, { recursive: true, force: true });
	for (const [path, schema] of files) {
		await mkdir(dirname(join(folder, path)), { recursive: true });
		await writeFile(join(folder, path), `${JSON.stringify(schema, null, '\t')}\n`);
	}
	printLine(`Wrote ${files.size} output schemas.`);
	for (const [operation, reason] of missing) printLine(`  none for ${operation}: ${reason}`);
	if (missing.size > 0) process.exitCode = 1;
}

writeSchemas().catch((error: Error) => {
	printLine(error.message);
	process.exitCode = 1;
});
