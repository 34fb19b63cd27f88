import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import type { Account } from '../../emulator/types';
import { pageClaims, signToken } from '../unit/support/widgetToken';
import { InstallWorkflow } from './support/installWorkflow';
import { chained } from '../../tools/n8n/nodes';
import { stage } from './support/stage';
import { answer, continueBot, deactivated, KEY, respond, TRIGGER } from './support/widgetNodes';
import { activateWidget } from './support/widgetWorkflow';

const environment = stage();
const { emulator, n8n } = environment;

let browser: Browser;
let installing: InstallWorkflow;
let account: Account;

beforeAll(async () => {
	browser = await environment.openBrowser();
	installing = await InstallWorkflow.activate(environment);
	account = await environment.newAccount();
	// By a button: n8n's first call after its start may take longer than amoCRM waits for a widget's.
	const { redirectUrl } = await emulator.authorize(installing.place(account));
	await fetch(redirectUrl);
	await installing.nextRun();
});

afterAll(async () => {
	await browser.close();
});

/** Opens the page of the account whose widget calls the address, and waits for what it gets. */
async function openPage(url: string, asked: Record<string, string> = {}): Promise<Page> {
	const context = await browser.newContext({ ignoreHTTPSErrors: true });
	const page = await context.newPage();
	const query = new URLSearchParams({ integration: installing.integration.id, url, ...asked });
	await page.goto(`https://${account.domain}/widget-page?${query.toString()}`);
	await page.waitForFunction('document.querySelector("[data-test-id=status]").textContent !== ""');
	return page;
}

const shownBy = async (page: Page) => ({
	status: await page.getByTestId('status').textContent(),
	body: JSON.parse((await page.getByTestId('body').textContent()) ?? '') as unknown,
});

const { connections } = chained([deactivated, respond]);

describe('the front end', () => {
	it.each([
		{
			responseMode: 'onReceived',
			nodes: [answer],
			shown: () => ({ status: '200', body: { received: true } }),
		},
		{
			responseMode: 'lastNode',
			nodes: [answer],
			shown: (user: number) => ({ status: '200', body: { lead: 501, user } }),
		},
		{
			responseMode: 'responseNode',
			nodes: [answer, respond],
			beside: { nodes: [deactivated], connections },
			shown: (user: number) => ({ status: '202', body: { lead: 501, user } }),
		},
	])('in a browser gets its answer: $responseMode', async ({ shown, responseMode, ...rest }) => {
		const parameters = { responseMode };
		const { id, url } = await activateWidget(environment, installing.credential, {
			parameters,
			...rest,
		});

		const page = await openPage(url, {
			method: 'POST',
			type: 'application/json',
			body: '{"lead":501}',
		});

		expect(await shownBy(page)).toEqual(shown(account.adminUserId));
		const run = await n8n.api.waitForExecution(id);
		expect(run.error).toBeUndefined();
		expect(run.json(TRIGGER)).toMatchObject([
			{
				call: 'frontEnd',
				account: { id: account.id, domain: account.domain },
				user: { id: account.adminUserId },
				method: 'POST',
				body: { lead: 501 },
			},
		]);
	});
});

describe('a bot', () => {
	it('waits until the workflow lets it go on', async () => {
		const { subdomain } = account;
		const [botId] = await emulator.seed(subdomain, 'bots', [{}]);
		const [leadId] = await emulator.seed(subdomain, 'leads', [{ name: 'Order 7' }]);
		const { id, url } = await activateWidget(environment, installing.credential, {
			parameters: { responseMode: 'lastNode' },
			nodes: [continueBot(installing.credential)],
		});

		const { returnUrl, delivery } = await emulator.runWidgetRequest({
			...installing.place(account),
			botId: Number(botId),
			url,
			data: { question: 'Is it there?' },
			entityType: 'leads',
			entityId: Number(leadId),
		});

		expect(delivery).toMatchObject({ status: 200, inTime: true });
		const run = await n8n.api.waitForExecution(id);
		expect(run.error).toBeUndefined();
		expect(run.json(TRIGGER)).toMatchObject([
			{
				call: 'salesbot',
				account: { id: account.id, domain: account.domain },
				bot: { id: botId },
				entity: { type: 'lead', id: leadId },
				returnUrl,
			},
		]);
		expect(await emulator.entities(subdomain, 'bots/continued')).toMatchObject([
			{ bot_id: botId, data: { seen: 'Is it there?' } },
		]);
	});
});

it('the Digital Pipeline gives an item for each card', async () => {
	const { id, url } = await activateWidget(environment, installing.credential);

	await emulator.sendDigitalPipeline({
		subdomain: account.subdomain,
		url: `${url}?key=${KEY}&account=${account.domain}`,
		items: [
			{ id: 501, status_id: 142, old_status_id: 3300 },
			{ id: 502, status_id: 143, old_status_id: 3300 },
		],
	});

	const run = await n8n.api.waitForExecution(id);
	expect(run.json(TRIGGER)).toMatchObject(
		[
			{ id: 501, after: { status_id: 142 } },
			{ id: 502, after: { status_id: 143 } },
		].map((card) => ({
			...card,
			call: 'digitalPipeline',
			event: 'status_lead',
			account: { domain: account.domain },
		})),
	);
});

describe('forged calls', () => {
	it('start nothing, and a page may read why', async () => {
		const { id, url } = await activateWidget(environment, installing.credential);
		const { id: clientId, secret } = installing.integration;
		const now = Date.now();
		const tokens = await Promise.all(
			[
				{ alg: 'none' },
				{ alg: 'HS384' },
				{ clientSecret: `${secret}2` },
				{ issuedAt: new Date(now - 3_600_000) },
				{ clientId: randomUUID() },
				{ aud: 'https://builder.example' },
			].map(async ({ issuedAt, aud = new URL(url).origin, ...forged }) => {
				const claims = pageClaims(account, forged.clientId ?? clientId, issuedAt);
				return await signToken({ ...claims, aud }, { clientSecret: secret, ...forged });
			}),
		);
		const page = await openPage(url);
		expect(await shownBy(page)).toMatchObject({ status: '200' });

		const answers = await page.evaluate(
			async ([address, ...forged]) =>
				await Promise.all(
					forged.map(async (token) => {
						const headers = { 'X-Auth-Token': token };
						const answer = await fetch(address, { method: 'POST', headers });
						return { status: answer.status, body: await answer.text() };
					}),
				),
			[url, ...tokens],
		);

		expect(answers).toEqual(
			tokens.map(() => ({ status: 401, body: expect.stringContaining('The token') })),
		);
		const leads = JSON.stringify({ leads: { status: [{ id: 501 }] } });
		for (const query of ['', '?key=', '?key=x']) {
			expect((await fetch(url + query, { method: 'POST', body: leads })).status).toBe(401);
		}
		// The page's own call was the only one that did.
		expect(await n8n.api.waitForExecutions(id, 1)).toHaveLength(1);
		expect(await n8n.api.executions(id)).toHaveLength(1);
	});
});
