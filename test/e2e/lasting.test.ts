import { createHmac } from 'node:crypto';
import { until } from '../../tools/system/poll';
import type { Account } from '../../emulator/types';
import { InstallWorkflow, runOnce } from './support/installWorkflow';
import { createLead, installedAccount, TRIGGER } from '../../tools/n8n/nodes';
import { stage, uniqueName } from './support/stage';

const environment = stage();
const { emulator, n8n } = environment;

let workflow: InstallWorkflow;
let account: Account;

beforeAll(async () => {
	workflow = await InstallWorkflow.activate(environment);
});

beforeEach(async () => {
	account = await environment.newAccount();
	await workflow.install(account);
});

const rowOf = async ({ id }: Account) =>
	(await n8n.api.tableRows('amocrm_accounts')).find(({ account_id }) => account_id === id);

const act = async (domain = account.domain) =>
	await runOnce(environment, [createLead(workflow.credential, domain)]);

describe('a renamed account', () => {
	it('goes on under its old name and its new one', async () => {
		const renamed = await emulator.renameAccount(account.subdomain, uniqueName('renamed'));

		const byOldName = await act(account.domain);
		const byNewName = await act(renamed.domain);

		expect([byOldName.error, byNewName.error]).toEqual([undefined, undefined]);
		expect(await emulator.entities(renamed.subdomain, 'leads')).toHaveLength(3);
		expect(await rowOf(account)).toMatchObject({
			domain: renamed.domain,
			former_domains: account.domain,
			status: 'installed',
		});
	});
});

describe('a revoked account', () => {
	it('says what to do, and comes back into its row when it installs again', async () => {
		await emulator.revokeAccess(workflow.place(account));

		const refused = await act();

		expect(refused.error?.message).toContain(account.domain);
		expect(refused.error?.description).toMatch(/install the integration/i);
		expect(await rowOf(account)).toMatchObject({ status: 'revoked' });
		const again = await workflow.install(account);
		expect(again.json(TRIGGER)).toMatchObject([{ event: 'installed', reinstalled: true }]);
		expect((await act()).error).toBeUndefined();
	});
});

describe('a disabling that is sent again after a reinstall', () => {
	it('is seen through: the account stays connected', async () => {
		await emulator.uninstall(workflow.place(account));
		expect((await workflow.nextRun()).json(TRIGGER)).toMatchObject([{ event: 'uninstalled' }]);
		await workflow.install(account);
		const { id, secret } = workflow.integration;
		const signature = createHmac('sha256', secret).update(`${id}|${account.id}`).digest('hex');
		const query = new URLSearchParams({
			account_id: String(account.id),
			client_uuid: id,
			signature,
		});

		const { status } = await fetch(`${workflow.url}?${query.toString()}`);

		// It has its answer when it was noted down; the account is asked after that.
		expect(status).toBe(200);
		const said = await until('the line in the log', async () => {
			const output = await n8n.process('main').output();
			return output.includes('which is enabled: it was sent before') ? output : undefined;
		});
		expect((await act()).error).toBeUndefined();
		expect(said).not.toContain(signature);
	});
});

describe('keep alive', () => {
	it('renews silent accounts, reports each, and stops at no failure', async () => {
		const broken = await environment.newAccount();
		await workflow.install(broken);
		await emulator.revokeAccess(workflow.place(broken));

		const run = await runOnce(environment, [
			installedAccount(workflow.credential, 'keepAlive', { olderThanDays: 0 }),
		]);

		const report = new Map(
			run
				.json('keepAlive')
				.map(({ account: shown, ...told }) => [(shown as unknown as Account).domain, told]),
		);
		expect(report.get(account.domain)).toMatchObject({ result: 'refreshed', status: 'installed' });
		expect(report.get(broken.domain)).toMatchObject({
			result: 'failed',
			status: 'revoked',
			reason: { code: 'notInstalled' },
		});
		expect(await emulator.grants(workflow.place(account))).toMatchObject([{ refreshCount: 1 }]);
	});
});
