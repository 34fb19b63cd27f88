import type { Browser, Page } from 'playwright-core';
import { openEditor } from '../../tools/system/browser';
import { packageNodes } from '../../tools/contract/packageTypes';
import { stage } from './support/stage';

const environment = stage();
const { n8n } = environment;

let browser: Browser;
let page: Page;

beforeAll(async () => {
	browser = await environment.openBrowser();
	page = await openEditor(browser, n8n);
	await page.goto(`${n8n.url}/workflow/new`);
	await page.getByTestId('canvas-plus-button').first().click();
});

afterAll(async () => {
	await browser.close();
});

/** What the panel of nodes shows for what a person types. */
async function search(word: string): Promise<string[]> {
	const bar = page.getByTestId('node-creator-search-bar');
	// Nothing of what was found before is left.
	await bar.fill('no node is called so');
	await page.getByTestId('node-creator-no-results').waitFor();
	await bar.fill(word);
	const names = page.getByTestId('node-creator-item-name');
	await names.first().waitFor();
	return await names.allInnerTexts();
}

describe("n8n's panel of nodes", () => {
	/** The panel says of most triggers only of what. */
	const withoutTrigger = (name: string) => name.replace(' Trigger', '');

	it.each(['amo', 'amocrm', 'kommo', 'амо'])('finds every node by "%s"', async (word) => {
		const nodes = await packageNodes();
		const names = nodes.map(({ description }) => withoutTrigger(description.displayName));

		expect((await search(word)).map(withoutTrigger)).toEqual(expect.arrayContaining(names));
	});

	it.each(['лид', 'сделка', 'контакт', 'воронка', 'чат'])(
		'finds the action node by "%s"',
		async (word) => {
			expect(await search(word)).toContain('amoCRM');
		},
	);
});
