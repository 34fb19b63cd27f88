import type { CreatedCredential } from '../../tools/n8n/n8nClient';
import type { Account } from '../../emulator/types';
import { InstallWorkflow, runOnce } from './support/installWorkflow';
import { createLead, createLeadByOAuth2, TRIGGER } from '../../tools/n8n/nodes';
import { stage } from './support/stage';

const environment = stage();
const { emulator } = environment;

let workflow: InstallWorkflow;
let account: Account;

/** Installs the widget; gives the credential that the trigger's item names. */
async function install(): Promise<CreatedCredential> {
	const run = await workflow.install(account);
	return run.json(TRIGGER)[0].credential as unknown as CreatedCredential;
}

beforeAll(async () => {
	workflow = await InstallWorkflow.activate(environment, { trigger: { saveAs: 'credential' } });
	account = await environment.newAccount();
});

it('saves an account as a credential that nodes can pick and n8n renews', async () => {
	const credential = await install();

	expect(credential.name).toBe(`${account.name} (${account.domain})`);
	const createByCredential = createLeadByOAuth2(credential);
	expect((await runOnce(environment, [createByCredential])).error).toBeUndefined();
	await emulator.expireAccess(workflow.place(account));
	expect((await runOnce(environment, [createByCredential])).error).toBeUndefined();
	expect(await emulator.entities(account.subdomain, 'leads')).toHaveLength(2);
});

it('leaves no second holder of the refresh token', async () => {
	const run = await runOnce(environment, [createLead(workflow.credential, account.domain)]);

	expect(run.error?.message).toContain('saved as an n8n credential');
});

it('updates the same credential when the account installs again', async () => {
	const before = await install();
	const after = await install();

	expect(after).toEqual(before);
	const all = await environment.n8n.api.listCredentials();
	expect(all.filter(({ name }) => name === before.name)).toHaveLength(1);
	expect((await runOnce(environment, [createLeadByOAuth2(after)])).error).toBeUndefined();
});
