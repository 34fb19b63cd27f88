import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { printLine } from './system/progress';
import { packageNodes } from './contract/packageTypes';
import { root } from './system/paths';
import { translationFile, translationOf, untranslated } from './translations/translate';

async function writeTranslations(): Promise<void> {
	for (const { description } of await packageNodes()) {
		const file = join(root, translationFile(description));
		await mkdir(dirname(file), { recursive: true });
		await writeFile(file, `${JSON.stringify(translationOf(description), null, '\t')}\n`);
		printLine(`Wrote the Russian labels of ${description.name}.`);
		const missing = untranslated(description);
		for (const english of missing) printLine(`  no Russian for "${english}"`);
		if (missing.length > 0) process.exitCode = 1;
	}
}

writeTranslations().catch((error: Error) => {
	printLine(error.message);
	process.exitCode = 1;
});
