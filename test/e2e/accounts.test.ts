import type { Account } from '../../emulator/types';
import { InstallWorkflow, runOnce } from './support/installWorkflow';
import { byDomain, createLead, installedAccount, TRIGGER } from '../../tools/n8n/nodes';
import { stage } from './support/stage';
import { Traffic } from '../../tools/n8n/traffic';

const environment = stage();
const { emulator } = environment;

let workflow: InstallWorkflow;

beforeAll(async () => {
	workflow = await InstallWorkflow.activate(environment, { redirectUriInCredential: true });
});

const leadsOf = async ({ subdomain }: Account) => await emulator.entities(subdomain, 'leads');

const about = (operation: string, { domain }: Account) =>
	installedAccount(workflow.credential, operation, { account: byDomain(domain) });

describe('installed accounts', () => {
	it('are served by one workflow, each in its own account', async () => {
		const accounts = await Promise.all([environment.newAccount(), environment.newAccount()]);

		await Promise.all(
			accounts.map(async (account) => await emulator.installWidget(workflow.place(account))),
		);

		const runs = await workflow.nextRuns(2);
		expect(runs.map(({ status }) => status)).toEqual(['success', 'success']);
		for (const account of accounts) {
			expect(await leadsOf(account)).toMatchObject([{ name: `Welcome, ${account.name}` }]);
		}
	});

	it('connect by a copied code', async () => {
		const account = await environment.newAccount();
		const { code, referer } = await emulator.issueCode(workflow.place(account));
		const connectByCode = installedAccount(workflow.credential, 'connectByCode', {
			accountAddress: referer,
			code,
		});

		const run = await runOnce(environment, [connectByCode, createLead(workflow.credential)]);

		expect(run.error).toBeUndefined();
		expect(run.json('connectByCode')).toMatchObject([
			{ account: { id: account.id, name: account.name }, status: 'installed', via: 'code' },
		]);
		expect(await leadsOf(account)).toHaveLength(1);
		// A code works once; the second try says so, and the account stays connected.
		const again = await runOnce(environment, [connectByCode]);
		expect(again.status).toBe('error');
		expect(again.error?.message).toMatch(/code/i);
		expect((await runOnce(environment, [createLead(workflow.credential, referer)])).status).toBe(
			'success',
		);
	});

	it('are listed, shown, refreshed and forgotten', async () => {
		const account = await environment.newAccount();
		await workflow.install(account);
		const traffic = await Traffic.watch(emulator);
		const shown = {
			account: { id: account.id, domain: account.domain, name: account.name },
			integrationId: workflow.integration.id,
			status: 'installed',
			via: 'widget',
		};

		const refreshed = await runOnce(environment, [about('refreshTokens', account)]);
		expect(refreshed.json('refreshTokens')).toMatchObject([shown]);
		expect(await traffic.tokenRequests(account.domain)).toMatchObject([
			{ grant_type: 'refresh_token' },
		]);
		expect((await runOnce(environment, [about('get', account)])).json('get')).toMatchObject([
			shown,
		]);
		const getAll = installedAccount(workflow.credential, 'getAll', { returnAll: true });
		const listed = (await runOnce(environment, [getAll])).json('getAll');
		expect(listed).toContainEqual(
			expect.objectContaining({ account: expect.objectContaining({ id: account.id }) }),
		);
		expect(listed.length).toBeGreaterThan(1);

		const removed = await runOnce(environment, [about('remove', account)]);

		expect(removed.json('remove')).toMatchObject([{ ...shown, removed: true }]);
		const left = (await runOnce(environment, [getAll])).json('getAll');
		expect(left).toHaveLength(listed.length - 1);
		const lead = await runOnce(environment, [createLead(workflow.credential, account.domain)]);
		expect(lead.status).toBe('error');
		expect(lead.error?.message).toContain(account.domain);
	});

	it('install by a signed link, whose data comes out of the trigger', async () => {
		const strict = await InstallWorkflow.activate(environment, {
			trigger: { stateCheck: 'signed' },
		});
		const account = await environment.newAccount();
		const createInstallLink = installedAccount(strict.credential, 'createInstallLink', {
			state: '{"customer": 17}',
		});
		const [link] = (await runOnce(environment, [createInstallLink])).json('createInstallLink');
		const consent = new URL(String(link.url));
		expect(consent.origin + consent.pathname).toBe('https://www.amocrm.ru/oauth');
		const state = consent.searchParams.get('state') ?? '';

		const unsigned = await emulator.authorize({ ...strict.place(account), state: 'guessed' });
		expect((await fetch(unsigned.redirectUrl)).status).toBe(400);
		expect((await strict.nextRun()).json(TRIGGER)).toMatchObject([
			{ event: 'failed', reason: { code: 'stateInvalid' } },
		]);
		const signed = await emulator.authorize({ ...strict.place(account), state });
		expect((await fetch(signed.redirectUrl)).status).toBe(200);

		expect((await strict.nextRun()).json(TRIGGER)).toMatchObject([
			{ event: 'installed', state: { customer: 17 } },
		]);
	});

	it('say what to do once their integration is disabled', async () => {
		const account = await environment.newAccount();
		await workflow.install(account);
		await emulator.uninstall(workflow.place(account));
		await workflow.nextRun();

		const run = await runOnce(environment, [createLead(workflow.credential, account.domain)]);

		expect(run.status).toBe('error');
		expect(run.error?.message).toContain(account.domain);
		expect(run.error?.message).toMatch(/disabled/);
	});
});
