import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { provideIntegrationCredential } from './lib/integrationCredential';
import { openBrowser, openEditor } from './lib/browser';
import type { CreatedCredential } from './lib/n8nClient';
import { packPackage } from './lib/pack';
import { root } from './lib/paths';
import { printLine } from './lib/progress';
import { temporaryFolder } from './lib/temporaryFolder';
import { World, type OpenWorld } from './lib/world';

const folder = join(root, 'docs', 'images');
const size = { width: 1400, height: 900 };

const accounts = [
	{ subdomain: 'romashka', name: 'Ромашка' },
	{ subdomain: 'vector', name: 'Вектор' },
];

interface Studio extends OpenWorld {
	browser: Browser;
	credential: CreatedCredential;
}

/** One picture: a node with its parameters, and what is done before it is taken. */
interface Picture {
	file: string;
	operation: Record<string, unknown>;
	pose(page: Page): Promise<void>;
}

const inAccount = (mode: string, value: string) => ({
	account: { __rl: true, mode, value, cachedResultName: value },
});

const leadForm = { mappingMode: 'defineBelow', value: { name: 'Order 7', price: 1500 } };

const pictures: Picture[] = [
	{
		file: 'lead-form.png',
		operation: {
			resource: 'lead',
			operation: 'create',
			...inAccount('domain', 'romashka.amocrm.ru'),
			fields: leadForm,
		},
		async pose(page) {
			await page.getByText('Responsible User').first().waitFor();
		},
	},
	{
		file: 'account-picker.png',
		operation: { resource: 'lead', operation: 'get', ...inAccount('list', '') },
		async pose(page) {
			await page.getByTestId('resource-locator-account').locator('input').last().click();
			await page.getByText('Вектор').first().waitFor();
		},
	},
	{
		file: 'error.png',
		operation: {
			resource: 'lead',
			operation: 'update',
			...inAccount('domain', 'romashka.amocrm.ru'),
			lead: { __rl: true, mode: 'id', value: '999999' },
			fields: leadForm,
		},
		async pose(page) {
			await page.getByTestId('node-execute-button').click();
			await page.getByTestId('node-error-message').first().waitFor();
		},
	},
];

/** An integration that accounts have installed, in n8n and in amoCRM. */
async function furnish({ emulator, n8n }: OpenWorld): Promise<CreatedCredential> {
	const redirectUri = n8n.api.webhookUrl('none');
	const integration = await emulator.client.createIntegration({ name: 'Pictures', redirectUri });
	const credential = await provideIntegrationCredential(n8n, {
		name: 'amoCRM integration',
		integration,
		redirectUri,
	});
	for (const account of accounts) {
		await emulator.client.createAccount(account);
		const { subdomain } = account;
		const { code, referer } = await emulator.client.issueCode({
			integrationId: integration.id,
			subdomain,
		});
		const { id } = await n8n.api.createWorkflow(
			workflowOf(credential, {
				resource: 'installedAccount',
				operation: 'connectByCode',
				accountAddress: referer,
				code,
			}),
		);
		await n8n.api.runManually(id, 'Start');
	}
	return credential;
}

const nodeId = '7a1e3d40-52c4-4a55-8f0e-3a5a3f0d9001';

function workflowOf({ id, name }: CreatedCredential, parameters: Record<string, unknown>) {
	return {
		name: 'amoCRM',
		nodes: [
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
			{
				id: nodeId,
				name: 'amoCRM',
				type: 'n8n-nodes-amocrm.amoCrm',
				parameters: { authentication: 'installedAccount', ...parameters } as never,
				credentials: { amoCrmIntegrationApi: { id, name } },
			},
		],
		connections: { Start: { main: [[{ node: 'amoCRM', type: 'main' as const, index: 0 }]] } },
	};
}

async function take({ browser, credential, n8n }: Studio, picture: Picture): Promise<void> {
	const { id } = await n8n.api.createWorkflow(workflowOf(credential, picture.operation));
	const page = await openEditor(browser, n8n, { viewport: size });
	await page.goto(`${n8n.url}/workflow/${id}/${nodeId}`);
	await picture.pose(page);
	// What moved comes to rest.
	await page.waitForLoadState('networkidle');
	await page.screenshot({ path: join(folder, picture.file), animations: 'disabled' });
	await page.context().close();
	printLine(`Wrote docs/images/${picture.file}`);
}

async function takeAll(): Promise<void> {
	await mkdir(folder, { recursive: true });
	const world = new World();
	const home = await temporaryFolder('n8n-pictures');
	try {
		const opened = await world.open({ folder: home.path, tarball: await packPackage(printLine) });
		const credential = await furnish(opened);
		const browser = await openBrowser({ proxyUrl: opened.emulator.proxyUrl });
		for (const picture of pictures) await take({ ...opened, browser, credential }, picture);
		await browser.close();
	} finally {
		await world.close();
		home.remove();
	}
}

takeAll().catch((error: Error) => {
	printLine(error.stack ?? error.message);
	process.exitCode = 1;
});
