import { existsSync } from 'node:fs';
import { chromium, selectors } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { installedBrowser } from './browserPaths';
import { run } from './command';
import type { N8nClient } from '../n8n/n8nClient';
import { printLine, type Progress } from './progress';
import { shippedBrowser } from './shippedBrowser';

const isRoot = process.getuid?.() === 0;

/** Debian's own package, where we may install one. */
async function installFromApt(progress: Progress): Promise<string | undefined> {
	if (!isRoot || !existsSync('/usr/bin/apt-get')) return undefined;
	progress("No browser here: installing Debian's chromium (apt-get install chromium) ...");
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	await run(['apt-get', 'update', '-q'], { env });
	await run(['apt-get', 'install', '-y', '-q', '--no-install-recommends', 'chromium'], { env });
	return await installedBrowser();
}

/** The program to start: one that is here, or one that can be had. */
export async function findBrowser(progress: Progress = printLine): Promise<string> {
	const program =
		(await installedBrowser()) ??
		(await installFromApt(progress)) ??
		(await shippedBrowser(progress));
	if (program !== undefined) return program;
	throw new Error(
		'No Chromium or Chrome found. Install one, or set CHROME_PATH to the program to start.',
	);
}

export interface BrowserOptions {
	/** All requests go through it, except those to this machine. */
	proxyUrl?: string;
	progress?: Progress;
}

/** Keeps the browser from speaking to anybody but the pages opened. */
const quietArguments = [
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

const PATIENCE_MS = 120_000;

export async function openBrowser({ proxyUrl, progress }: BrowserOptions = {}): Promise<Browser> {
	// How n8n's editor marks its elements.
	selectors.setTestIdAttribute('data-test-id');
	const browser = await chromium.launch({
		executablePath: await findBrowser(progress),
		args: [
			...quietArguments,
			'--ignore-certificate-errors',
			...(isRoot ? ['--no-sandbox'] : []),
			...(proxyUrl ? [`--proxy-server=${proxyUrl}`] : []),
		],
	});
	// A busy machine takes its time.
	browser.on('context', (context) => context.setDefaultTimeout(PATIENCE_MS));
	return browser;
}

/** A page of n8n's editor, signed in, in a context of its own. */
export async function openEditor(
	browser: Browser,
	n8n: { url: string; api: N8nClient },
	options: BrowserContextOptions = {},
): Promise<Page> {
	const [name, value] = (await n8n.api.session()).cookie.split('=');
	const context = await browser.newContext({ ignoreHTTPSErrors: true, ...options });
	await context.addCookies([{ name, value, url: n8n.url }]);
	return await context.newPage();
}
