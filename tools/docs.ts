import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { resources } from '../nodes/AmoCrm/resources';
import { hookCodes } from '../nodes/shared/hooks/codes';
import { emulatorPage } from './docs/emulatorPage';
import { eventsPage } from './docs/eventsTable';
import { operationsPage } from './docs/operationsTable';
import { root } from './system/paths';
import { valuesPage } from './docs/valuesTable';
import { printLine } from './system/progress';

async function writeDocs(): Promise<void> {
	await mkdir(join(root, 'docs'), { recursive: true });
	await writeFile(join(root, 'docs/operations.md'), operationsPage(resources));
	await writeFile(join(root, 'docs/events.md'), eventsPage(hookCodes));
	await writeFile(join(root, 'docs/values.md'), valuesPage());
	await writeFile(join(root, 'docs/emulator.md'), emulatorPage());
	printLine('Wrote docs/operations.md, docs/events.md, docs/values.md and docs/emulator.md.');
}

writeDocs().catch((error: Error) => {
	printLine(error.message);
	process.exitCode = 1;
});
