import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { packPackage } from '../system/pack';
import { root } from '../system/paths';
import { printLine } from '../system/progress';
import { temporaryFolder } from '../system/temporaryFolder';
import { Environment } from '../n8n/environment';
import { filmFirstLead } from './film';
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

/** Where the pictures are taken one after the other. */
async function takePictures(wanted: Picture[], tarball: string): Promise<void> {
	const environment = new Environment();
	const home = await temporaryFolder('n8n-pictures');
	try {
		const studio = await Studio.furnish(await environment.open({ folder: home.path, tarball }));
		try {
			for (const picture of wanted) await take(studio, picture);
		} finally {
			await studio.close();
		}
	} finally {
		await environment.close();
		home.remove();
	}
}

const film = 'first-lead.png';

/** All pictures and the film, or those whose names hold one of the given words. */
async function takeAll(words: string[]): Promise<void> {
	const isWanted = (file: string) =>
		words.length === 0 || words.some((word) => file.includes(word));
	await mkdir(folder, { recursive: true });
	const tarball = await packPackage(printLine);
	const wanted = pictures.filter(({ file }) => isWanted(file));
	if (wanted.length > 0) await takePictures(wanted, tarball);
	if (!isWanted(film)) return;
	await filmFirstLead(join(folder, film), tarball);
	printLine(`Wrote docs/images/${film}`);
}

takeAll(process.argv.slice(2)).catch((error: Error) => {
	printLine(error.stack ?? error.message);
	process.exitCode = 1;
});
