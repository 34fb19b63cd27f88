import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { packPackage } from '../system/pack';
import { root } from '../system/paths';
import { printLine } from '../system/progress';
import { temporaryFolder } from '../system/temporaryFolder';
import { Environment } from '../n8n/environment';
import { pictures, type Picture } from './pictures';
import { Studio } from './studio';

const folder = join(root, 'docs', 'images');

async function take(studio: Studio, { file, pose, part = 'html' }: Picture): Promise<void> {
	const page = await pose(studio);
	// What moved comes to rest.
	await page.waitForLoadState('networkidle');
	const shown = page.locator(part).filter({ visible: true }).first();
	await shown.screenshot({ path: join(folder, file), animations: 'disabled' });
	await page.context().close();
	printLine(`Wrote docs/images/${file}`);
}

/** All pictures, or those whose names hold one of the given words. */
async function takeAll(words: string[]): Promise<void> {
	await mkdir(folder, { recursive: true });
	const environment = new Environment();
	const home = await temporaryFolder('n8n-pictures');
	try {
		const opened = await environment.open({
			folder: home.path,
			tarball: await packPackage(printLine),
		});
		const studio = await Studio.furnish(opened);
		const wanted = pictures.filter(
			({ file }) => words.length === 0 || words.some((word) => file.includes(word)),
		);
		for (const picture of wanted) await take(studio, picture);
		await studio.close();
	} finally {
		await environment.close();
		home.remove();
	}
}

takeAll(process.argv.slice(2)).catch((error: Error) => {
	printLine(error.stack ?? error.message);
	process.exitCode = 1;
});
