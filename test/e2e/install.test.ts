import { createHmac } from 'node:crypto';
import type { Account } from '../../emulator/types';
import { InstallWorkflow } from './support/installWorkflow';
import { CREATE_LEAD, TRIGGER } from '../../tools/n8n/nodes';
import { stage } from './support/stage';

const environment = stage();
const { emulator } = environment;

let workflow: InstallWorkflow;
let account: Account;

beforeAll(async () => {
	workflow = await InstallWorkflow.activate(environment);
});

beforeEach(async () => {
	account = await environment.newAccount();
});

/** As a person's browser comes. */
async function browse(url: string): Promise<{ status: number; type: string | null; page: string }> {
	const response = await fetch(url, { headers: { 'accept-language': 'en' } });
	const type = response.headers.get('content-type');
	return { status: response.status, type, page: await response.text() };
}

const disabling = (signature: string) => {
	const url = new URL(workflow.url);
	url.searchParams.set('account_id', String(account.id));
	url.searchParams.set('client_uuid', workflow.integration.id);
	url.searchParams.set('signature', signature);
	return url.href;
};

describe('the install trigger', () => {
	it('takes a widget install, and the workflow acts in the account', async () => {
		const delivery = await emulator.installWidget(workflow.place(account));

		expect(delivery).toMatchObject({ status: 200, inTime: true });
		const run = await workflow.nextRun();
		expect(run.error).toBeUndefined();
		expect(run.json(TRIGGER)).toEqual([
			{
				id: expect.stringMatching(/^[\da-f-]{36}$/),
				event: 'installed',
				via: 'widget',
				receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
				account: {
					id: account.id,
					domain: account.domain,
					subdomain: account.subdomain,
					platform: 'amocrm',
					name: account.name,
					externalId: '',
					labels: [],
					country: account.country,
					currency: account.currency,
				},
				installedBy: { id: account.adminUserId },
				integrationId: workflow.integration.id,
				scopes: workflow.integration.scopes,
				state: {},
				reinstalled: false,
				tokens: { accessExpiresAt: expect.any(String), refreshExpiresAt: expect.any(String) },
			},
		]);
		const leads = await emulator.entities(account.subdomain, 'leads');
		expect(leads).toMatchObject([{ name: `Welcome, ${account.name}` }]);
		expect(run.json(CREATE_LEAD)).toMatchObject([{ id: leads[0].id }]);
	});

	it('takes a button, and a reload of the page starts nothing', async () => {
		const asked = { ...workflow.place(account), state: 'customer-17' };
		const { redirectUrl } = await emulator.authorize(asked);

		const first = await browse(redirectUrl);
		expect(first).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
		expect(first.page).toContain('Account connected');
		expect(first.page).toContain(account.domain);
		const [event] = (await workflow.nextRun()).json(TRIGGER);
		expect(event).toMatchObject({
			event: 'installed',
			via: 'button',
			account: { id: account.id },
			state: { raw: 'customer-17' },
		});

		expect(await browse(redirectUrl)).toEqual(first);
		// What follows is the next execution: the reload was none.
		const [next] = (await workflow.install(account)).json(TRIGGER);
		expect(next).toMatchObject({ event: 'installed', via: 'widget', reinstalled: true });
	});

	it('knows after a restart that a reloaded page was an install', async () => {
		const { redirectUrl } = await emulator.authorize(workflow.place(account));
		const first = await browse(redirectUrl);
		await workflow.nextRun();
		await workflow.settledRows();

		await environment.n8n.process('main').restart();
		await environment.n8n.api.waitForWebhook(workflow.path);

		expect(await browse(redirectUrl)).toEqual(first);
		const [next] = (await workflow.install(account)).json(TRIGGER);
		expect(next).toMatchObject({ via: 'widget', reinstalled: true });
	});

	it('tells of a person who refuses', async () => {
		const asked = { ...workflow.place(account), decision: 'deny' as const };
		const { redirectUrl } = await emulator.authorize(asked);

		const { status, page } = await browse(redirectUrl);

		expect(status).toBe(200);
		expect(page).toContain('Access was not granted');
		const run = await workflow.nextRun();
		expect(run.json(TRIGGER)).toMatchObject([
			{ event: 'denied', via: 'button', reason: { code: 'access_denied' } },
		]);
		expect(run.json(CREATE_LEAD)).toEqual([]);
	});

	it('tells of an account that disables the integration, and of no other', async () => {
		await workflow.install(account);
		const { id, secret } = workflow.integration;
		const forged = createHmac('sha256', `${secret}!`).update(`${id}|${account.id}`).digest('hex');

		for (const signature of [forged, '', 'zz', forged.slice(0, 10)]) {
			expect((await browse(disabling(signature))).status).toBe(403);
		}
		const delivery = await emulator.uninstall(workflow.place(account));

		expect(delivery).toMatchObject({ status: 200, inTime: true });
		expect((await workflow.nextRun()).json(TRIGGER)).toMatchObject([
			{
				event: 'uninstalled',
				account: { id: account.id, domain: account.domain, name: account.name },
			},
		]);
	});

	it('says why a code could not be exchanged', async () => {
		const { code, referer } = await emulator.issueCode(workflow.place(account));
		const url = new URL(workflow.url);
		url.search = new URLSearchParams({ code: `${code}x`, referer }).toString();

		const { status, page } = await browse(url.href);

		expect(status).toBe(400);
		expect(page).toContain('The account was not connected');
		expect((await workflow.nextRun()).json(TRIGGER)).toMatchObject([
			{
				event: 'failed',
				via: 'button',
				account: { domain: account.domain },
				reason: { code: expect.any(String), message: expect.any(String) },
			},
		]);
	});

	it('answers a visitor without parameters, and starts nothing', async () => {
		const { status, page } = await browse(workflow.url);

		expect(status).toBe(200);
		expect(page).toContain('This address is called by amoCRM');
		await workflow.install(account);
	});
});
