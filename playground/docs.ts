import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { resources } from '../nodes/AmoCrm/resources';
import { operationsPage } from './lib/operationsTable';
import { root } from './lib/paths';
import { printLine } from './lib/progress';

async function writeDocs(): Promise<void> {
	await mkdir(join(root, 'docs'), { recursive: true });
	await writeFile(join(root, 'docs/operations.md'), operationsPage(resources));
	printLine('Wrote docs/operations.md.');
}

writeDocs().catch((error: Error) => {
	printLine(error.message);
	process.exitCode = 1;
});
