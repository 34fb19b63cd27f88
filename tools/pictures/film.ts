import { writeFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { Environment } from '../n8n/environment';
import { describeTokenCredential } from '../n8n/tokenCredential';
import { openBrowser, openEditor } from '../system/browser';
import { temporaryFolder } from '../system/temporaryFolder';
import { animatedPng, type Frame } from './apng';
import { makeCredential, makeFirstLead, type Hand } from './firstLead';

const size = { width: 1120, height: 700 };

/** A pointer, since pictures of a page show none. */
async function showPointer(page: Page, x: number, y: number): Promise<void> {
	await page.evaluate(
		([left, top]) => {
			const id = 'pointer-of-the-film';
			const pointer = document.getElementById(id) ?? document.createElement('div');
			pointer.id = id;
			pointer.innerHTML =
				'<svg width="26" height="26" viewBox="0 0 26 26"><path d="M3 2v19l5-5 4 8 3-2-4-7h7z" fill="#111" stroke="#fff" stroke-width="1.5"/></svg>';
			pointer.style.cssText = `position:fixed;left:${left}px;top:${top}px;z-index:2147483647;pointer-events:none`;
			document.body.append(pointer);
		},
		[x, y],
	);
}

/** Does what a person does, and takes a picture before each click and after each word. */
class FilmedHand implements Hand {
	readonly frames: Frame[] = [];

	constructor(private readonly page: Page) {}

	readonly click = async (target: Locator) => {
		await target.waitFor();
		await target.scrollIntoViewIfNeeded();
		const box = await target.boundingBox();
		if (box) await showPointer(this.page, box.x + box.width / 2, box.y + box.height / 2);
		await this.take(1100);
		await target.click();
	};

	readonly write = async (target: Locator, text: string) => {
		await target.fill(text);
		await this.take(1100);
	};

	async take(ms: number): Promise<void> {
		await this.page.waitForLoadState('networkidle');
		const png = await this.page.screenshot({ animations: 'disabled', caret: 'initial' });
		this.frames.push({ png, ms });
	}
}

/** The first lead by README's words, in an n8n in which nobody has made anything yet. */
export async function filmFirstLead(file: string, tarball: string): Promise<void> {
	const environment = new Environment();
	const home = await temporaryFolder('n8n-film');
	try {
		const { emulator, n8n } = await environment.open({ folder: home.path, tarball });
		const account = await emulator.client.createAccount({ subdomain: 'example' });
		const { data } = await describeTokenCredential(emulator.client, account, 'amoCRM account');
		const browser = await openBrowser({ proxyUrl: emulator.proxyUrl });
		try {
			const page = await openEditor(browser, n8n, { viewport: size });
			const hand = new FilmedHand(page);
			await page.goto(`${n8n.url}/home/credentials`);
			await makeCredential(page, hand, data);
			await hand.take(1500);
			await page.goto(`${n8n.url}/workflow/new`);
			await makeFirstLead(page, hand);
			await page.getByTestId('node-run-info').last().waitFor();
			await page.getByTestId('node-execute-button').getByText('Execute step').waitFor();
			await hand.take(5000);
			await writeFile(file, animatedPng(hand.frames));
		} finally {
			await browser.close();
		}
	} finally {
		await environment.close();
		home.remove();
	}
}
