import { randomUUID } from 'node:crypto';
import type { INodeParameters } from 'n8n-workflow';
import type { Browser, Page } from 'playwright-core';
import type { Account } from '../../emulator/types';
import { nodeType } from '../../tools/system/manifest';
import type { NodeToCreate } from '../../tools/n8n/nodes';
import { InstallWorkflow, runOnce } from './support/installWorkflow';
import { stage, uniqueName } from './support/stage';
import { continueBot, KEY, TRIGGER, widgetTrigger } from './support/widgetNodes';

const environment = stage();
const { emulator, n8n } = environment;

/** Nothing of it may become part of a page. */
const hostile =
	'<script>window.hacked = 1</script><img src=x onerror="window.hacked = 1">"\'\u202E{{ 7 * 7 }}';

let browser: Browser;
let installing: InstallWorkflow;
let widget: { id: string; url: string };

/** A text in an expression of n8n, which `}}` would end. */
const inExpression = (text: string) =>
	JSON.stringify(text).replaceAll('{{', '{" + "{').replaceAll('}}', '}" + "}');

/** What the workflow answers the widget, by what happened in it. */
const ANSWERS = `={{ ({
	settings: $json.settings?.login === 'wrong' ? { error: 'No such login: ' + $json.settings.login } : {},
	panel: { table: { Stock: '7', Note: ${inExpression(hostile)} } },
	button: { text: 'Sent: ' + ($json.cards ?? []).map(({ id }) => id).join(', '), link: { url: 'https://warehouse.example/1', text: 'Open' } },
})[$json.action] ?? {} }}`;

const answer: NodeToCreate = {
	name: 'Answer',
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: { mode: 'raw', jsonOutput: ANSWERS },
};

const isBot: NodeToCreate = {
	name: 'Is It a Bot?',
	type: 'n8n-nodes-base.if',
	typeVersion: 2.2,
	parameters: {
		conditions: {
			options: { version: 2, caseSensitive: true, typeValidation: 'strict' },
			combinator: 'and',
			conditions: [
				{
					leftValue: '={{ $json.call }}',
					rightValue: 'salesbot',
					operator: { type: 'string', operation: 'equals' },
				},
			],
		},
	},
};

async function activateWidgetWorkflow(): Promise<{ id: string; url: string }> {
	const webhookId = randomUUID();
	const path = `${webhookId}/amocrm-widget`;
	const { credential } = installing;
	const trigger = widgetTrigger(webhookId, credential, { responseMode: 'lastNode' });
	const goOn = continueBot(credential);
	const to = (...names: string[]) =>
		names.map((node) => ({ node, type: 'main' as const, index: 0 }));
	const { id } = await n8n.api.createWorkflow({
		name: uniqueName('Warehouse '),
		nodes: [trigger, isBot, goOn, answer],
		connections: {
			[trigger.name]: { main: [to(isBot.name)] },
			[isBot.name]: { main: [to(goOn.name), to(answer.name)] },
		},
	});
	await n8n.api.activate(id);
	await n8n.api.waitForWebhook(path, 'POST', 'GET');
	const front = await emulator.openFront(Number(new URL(n8n.url).port));
	return { id, url: `${front}/webhook/${path}` };
}

const inBoth = (name: string, ru: string, en: string) => ({ [`${name}Ru`]: ru, [`${name}En`]: en });

/** Makes the archive in n8n, as a builder does. */
async function makeArchive(triggerUrl: string): Promise<string> {
	const parameters: INodeParameters = {
		resource: 'widget',
		operation: 'makeArchive',
		languages: ['ru', 'en'],
		...inBoth('name', 'Склад', 'Warehouse'),
		...inBoth('shortDescription', 'Передаёт сделки на склад', 'Sends leads to the warehouse'),
		support: 'help@example.com',
		triggerUrl,
		cards: ['lead'],
		lists: ['leads'],
		features: ['button', 'panel'],
		...inBoth('button', 'Отправить на склад', 'Send to warehouse'),
		settingFields: {
			rows: [{ code: 'login', ...inBoth('label', 'Логин', 'Login'), required: true, type: 'text' }],
		},
		askAboutSettings: true,
		steps: ['digitalPipeline', 'salesbot'],
		...inBoth('pipelineStep', 'На склад', 'To the warehouse'),
		pipelineKey: KEY,
		pipelineFields: { rows: [{ code: 'shelf', ...inBoth('label', 'Полка', 'Shelf') }] },
		...inBoth('botStep', 'Спросить склад', 'Ask the warehouse'),
		botFields: { rows: [{ code: 'question', ...inBoth('label', 'Вопрос', 'Question') }] },
	};
	const run = await runOnce(environment, [
		{ name: 'Archive', type: nodeType('amoCrm'), typeVersion: 1.1, parameters },
		{
			name: 'Bytes',
			type: 'n8n-nodes-base.moveBinaryData',
			typeVersion: 1.1,
			parameters: {
				mode: 'binaryToJson',
				setAllData: false,
				destinationKey: 'base64',
				options: { keepAsBase64: true },
			},
		},
	]);
	expect(run.error).toBeUndefined();
	return String(run.json('Bytes')[0].base64);
}

beforeAll(async () => {
	browser = await environment.openBrowser();
	installing = await InstallWorkflow.activate(environment);
	widget = await activateWidgetWorkflow();
	const archive = await makeArchive(widget.url);
	await emulator.uploadWidget({ integrationId: installing.integration.id, archive });
});

afterAll(async () => {
	await browser.close();
});

async function open(account: Account, path: string, page?: Page): Promise<Page> {
	const shown = page ?? (await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage());
	await shown.goto(`https://${account.domain}${path}`);
	await shown.locator('body[data-ready]').waitFor();
	expect(await shown.getByTestId('problems').textContent()).toBe('');
	return shown;
}

const says = async (page: Page, text: string | RegExp) =>
	await page.getByTestId('status').filter({ hasText: text }).waitFor();

let seen = 0;

/** The next execution of the widget's workflow; there must be one. */
async function nextCall() {
	const run = await n8n.api.waitForExecution(widget.id, { after: seen });
	expect(run.error).toBeUndefined();
	seen = run.id;
	return run.json(TRIGGER)[0];
}

describe.each([
	['ru', 'Отправить на склад', 'Логин'],
	['en', 'Send to warehouse', 'Login'],
])('a widget made in n8n, in %s', (language, buttonText, loginLabel) => {
	let account: Account;
	let leadId: number;

	beforeAll(async () => {
		account = await environment.newAccount({ language });
		[leadId] = (await emulator.seed(account.subdomain, 'leads', [{ name: hostile }])) as number[];
	});

	it('is installed with its settings, after the workflow has refused wrong ones', async () => {
		const page = await open(account, '/settings/widgets');
		await page.locator('.js-widget').click();
		await page.getByLabel(loginLabel).fill('wrong');
		await page.locator('.js-widget-install').click();

		await says(page, 'No such login: wrong');
		expect(await nextCall()).toMatchObject({ action: 'settings', settings: { login: 'wrong' } });

		await page.getByLabel(loginLabel).fill('right');
		await page.locator('.js-widget-install').click();

		await says(page, 'Saved');
		expect(await nextCall()).toMatchObject({ action: 'settings', settings: { login: 'right' } });
		const [installed] = (await installing.nextRun()).json('Trigger');
		expect(installed).toMatchObject({
			event: 'installed',
			via: 'widget',
			account: { domain: account.domain },
		});
	});

	it('shows in a card what the workflow knows, as text', async () => {
		const page = await open(account, `/leads/detail/${leadId}`);
		const panel = page.locator('#right-column table');
		await panel.waitFor();

		expect(await nextCall()).toMatchObject({
			action: 'panel',
			account: { domain: account.domain },
			card: { type: 'lead', id: leadId },
			settings: { login: 'right' },
		});
		expect(await panel.locator('tr').nth(1).locator('td').textContent()).toBe(hostile);
		expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
	});

	it('has a button that starts the workflow once, and shows its answer', async () => {
		const page = await open(account, `/leads/detail/${leadId}`);
		await nextCall();
		const button = page.getByRole('button', { name: buttonText });
		await button.evaluate((element: HTMLElement) => {
			element.click();
			element.click();
		});

		await page.getByText(`Sent: ${leadId}`).waitFor();
		expect(await page.getByRole('link', { name: 'Open' }).getAttribute('href')).toBe(
			'https://warehouse.example/1',
		);
		expect(await button.isDisabled()).toBe(true);
		expect(await nextCall()).toMatchObject({ action: 'button', cards: [{ id: leadId }] });
		expect(await n8n.api.executions(widget.id, { after: seen })).toEqual([]);
	});

	it('acts on what is selected in a list', async () => {
		const page = await open(account, '/leads/list/');
		await page.locator(`[name=row][value="${leadId}"]`).check();
		await page.locator('.js-selected').click();
		await page.getByRole('button', { name: buttonText }).click();

		await page.getByText(`Sent: ${leadId}`).waitFor();
		expect(await nextCall()).toMatchObject({
			action: 'button',
			cards: [{ type: 'lead', id: leadId }],
		});
	});

	it('is a step of a bot, which goes on with what the workflow says', async () => {
		const page = await open(account, '/settings/salesbot');
		await page.locator('.js-handler').click();
		await page.locator('[name=question]').fill('Is it there?');
		await page.locator('.js-bot-save').click();
		await says(page, /^Bot \d+$/);
		const botId = Number((await page.getByTestId('status').textContent())?.slice(4));

		await emulator.runDesignedBot({
			subdomain: account.subdomain,
			botId,
			entityType: 'leads',
			entityId: leadId,
		});

		expect(await nextCall()).toMatchObject({
			call: 'salesbot',
			data: { question: 'Is it there?' },
			entity: { type: 'lead', id: leadId },
		});
		expect(await emulator.entities(account.subdomain, 'bots/finished')).toMatchObject([
			{ bot_id: botId, exit: 'fail' },
		]);
	});

	it.each(['form', 'json'] as const)(
		'is a step of a pipeline, told of by %s',
		async (widgetHooks) => {
			await emulator.setBehaviour(account.subdomain, { widgetHooks });
			const page = await open(account, '/leads/pipeline/settings');
			await page.locator('.js-trigger').click();
			await page.locator('[name=shelf]').fill('A 7');
			await page.locator('.js-trigger-save').click();
			await says(page, /^Trigger \d+$/);
			const triggerId = Number((await page.getByTestId('status').textContent())?.slice(8));

			await emulator.fireWidgetTrigger({
				subdomain: account.subdomain,
				triggerId,
				entityId: leadId,
			});

			expect(await nextCall()).toMatchObject({
				call: 'digitalPipeline',
				event: 'lead_status_changed',
				id: leadId,
				settings: { shelf: 'A 7' },
				account: { id: account.id },
			});
		},
	);

	it('is disabled and installed again', async () => {
		const page = await open(account, '/settings/widgets');
		await page.locator('.js-widget').click();
		await page.locator('.js-widget-uninstall').click();
		await says(page, 'Disabled');
		expect((await installing.nextRun()).json('Trigger')).toMatchObject([{ event: 'uninstalled' }]);
		await open(account, `/leads/detail/${leadId}`, page);
		expect(await page.locator('#right-column').textContent()).toBe('');

		// The other way that the documentation leaves open: granted only when the settings are saved.
		await emulator.setBehaviour(account.subdomain, { grantsBeforeSave: false, tellsOnSave: false });
		await open(account, '/settings/widgets', page);
		await page.locator('.js-widget').click();
		await page.getByLabel(loginLabel).fill('right');
		await page.locator('.js-widget-install').click();

		await says(page, 'Saved');
		expect((await installing.nextRun()).json('Trigger')).toMatchObject([
			{ event: 'installed', reinstalled: true },
		]);
		await nextCall();
	});
});
