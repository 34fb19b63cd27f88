import { writeFile } from 'node:fs/promises';
import manifest from '../package.json';
import {
	pagesWithAddresses,
	pagesWithoutRelease,
	placeholders,
	withRepository,
} from './checks/addresses';
import { printLine } from './system/progress';

/** Brings every link to the repository in line with package.json. */
async function bringInLine(): Promise<void> {
	for (const [file, text] of await pagesWithAddresses()) {
		const corrected = withRepository(text);
		if (corrected === text) continue;
		await writeFile(file, corrected);
		printLine(`Wrote ${file}.`);
	}
}

/** With `--release`, as the publishing workflow calls it: refuses what nobody has filled in, and a README that knows of no release. */
async function run(flag?: string): Promise<void> {
	if (flag !== '--release') return await bringInLine();
	const pages = new Map(
		[...(await pagesWithAddresses())].filter(([file]) => /README(\.ru)?\.md$/.test(file)),
	);
	const found = [...placeholders(manifest), ...pagesWithoutRelease(pages)];
	for (const line of found) printLine(line);
	if (found.length > 0) process.exitCode = 1;
}

run(process.argv[2]).catch((error: Error) => {
	printLine(error.message);
	process.exitCode = 1;
});
