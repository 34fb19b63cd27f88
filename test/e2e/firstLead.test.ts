import { isEmpty, isEqual } from 'lodash';
import type { Browser, Page } from 'playwright-core';
import type { Account } from '../../emulator/types';
import { Environment, type OpenEnvironment } from '../../tools/n8n/environment';
import { describeTokenCredential } from '../../tools/n8n/tokenCredential';
import { makeFirstLead } from '../../tools/pictures/firstLead';
import { openBrowser, openEditor } from '../../tools/system/browser';
import { packPackage } from '../../tools/system/pack';
import { until } from '../../tools/system/poll';
import { printLine } from '../../tools/system/progress';
import { temporaryFolder } from '../../tools/system/temporaryFolder';

/** An n8n of its own, in which nobody has made anything but one credential. */
const environment = new Environment();

let opened: OpenEnvironment;
let browser: Browser | undefined;
let account: Account;
let page: Page;

beforeAll(async () => {
	const home = await temporaryFolder('n8n-first-lead');
	const tarball = process.env.E2E_TARBALL ?? (await packPackage(printLine));
	opened = await environment.open({ folder: home.path, tarball });
	const { emulator, n8n } = opened;
	account = await emulator.client.createAccount({ subdomain: 'romashka' });
	const credential = await describeTokenCredential(emulator.client, account, 'amoCRM account');
	await n8n.api.createCredential(credential);
	browser = await openBrowser({ proxyUrl: emulator.proxyUrl });
	page = await openEditor(browser, n8n);
	page.on('request', (request) => {
		if (!request.url().endsWith('/resource-mapper-fields')) return;
		const { credentials } = request.postDataJSON() as { credentials?: object };
		isAskedTooEarly ||= isEmpty(credentials);
	});
});

afterAll(async () => {
	await browser?.close();
	await environment.close();
});

/** The fields that the form shows, in their order. */
const fieldsOfForm = async () =>
	await page
		.locator('[data-test-id^="value["]')
		.evaluateAll((all) =>
			all.map((one) => /^value\["(.*?)"\]/.exec(one.getAttribute('data-test-id') ?? '')?.[1]),
		);

const USUAL = ['name', 'price', 'pipeline_id', 'status_id'];

/**
 * n8n sometimes asks for the form before it has chosen the credential, and takes the answer, which has no fields, for a
 * form in which none is hidden (seen in 2.41.1): then the others stand below the usual ones.
 */
let isAskedTooEarly = false;

const showsUsualFields = async () => {
	const shown = await fieldsOfForm();
	return isEqual(isAskedTooEarly ? shown.slice(0, USUAL.length) : shown, USUAL) || undefined;
};

it("makes the first lead by README's words in at most twelve clicks", async () => {
	await page.goto(`${opened.n8n.url}/workflow/new`);
	let clicks = 0;
	await makeFirstLead(page, {
		async click(target) {
			clicks += 1;
			await target.click();
		},
		async write(target, text) {
			// Whoever types waits until the form is there; n8n hides it while it asks.
			if (text === 'My first lead') await until('the usual fields', showsUsualFields);
			await target.fill(text);
		},
	});

	const leads = await until('a lead', async () => {
		const found = await opened.emulator.client.entities(account.subdomain, 'leads');
		return found.length > 0 ? found : undefined;
	});
	expect(leads).toMatchObject([{ name: 'My first lead' }]);
	expect(clicks).toBeLessThanOrEqual(12);
});
