import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { run } from './command';
import { foldersOnPath } from './programs';

const programs = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function onPath(): string[] {
	return programs.flatMap((program) => foldersOnPath().map((folder) => join(folder, program)));
}

const macApplications = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
	(name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);

function onWindows(): string[] {
	const { PROGRAMFILES, LOCALAPPDATA } = process.env;
	const folders = [PROGRAMFILES, process.env['PROGRAMFILES(X86)'], LOCALAPPDATA];
	const files = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'];
	return folders.flatMap((folder) => (folder ? files.map((file) => join(folder, file)) : []));
}

function candidates(): string[] {
	const here = { darwin: macApplications, win32: onWindows() }[process.platform as string];
	return [...(here ?? onPath()), chromium.executablePath()];
}

/** A stub that only tells to install a snap is no browser. (Windows would open a window.) */
async function works(program: string): Promise<boolean> {
	if (!existsSync(program)) return false;
	return process.platform === 'win32' || (await run([program, '--version'])).code === 0;
}

/** A browser that this machine already has. */
export async function installedBrowser(): Promise<string | undefined> {
	const chosen = process.env.CHROME_PATH;
	if (chosen) {
		if (await works(chosen)) return chosen;
		throw new Error(`CHROME_PATH names ${chosen}, which does not start.`);
	}
	for (const program of candidates()) {
		if (await works(program)) return program;
	}
	return undefined;
}
