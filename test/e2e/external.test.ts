import { installedAccount, TRIGGER, CREATE_LEAD } from '../../tools/n8n/nodes';
import { InstallWorkflow, runOnce } from './support/installWorkflow';
import { stage } from './support/stage';

const environment = stage();
const { emulator, n8n } = environment;

let workflow: InstallWorkflow;

/** The state of a button that the action node made. */
async function signedState(): Promise<string> {
	const run = await runOnce(environment, [
		installedAccount(workflow.credential, 'createInstallLink', {
			integration: 'external',
			integrationName: 'Shop',
			triggerUrl: workflow.url,
			state: '{"customer": 17}',
		}),
	]);
	const [{ buttonHtml, state }] = run.json('createInstallLink');
	expect(buttonHtml).toContain(`data-secrets_uri="${workflow.url}"`);
	expect(buttonHtml).not.toContain('data-client-id');
	return String(state);
}

beforeAll(async () => {
	workflow = await InstallWorkflow.activate(environment, {
		trigger: { stateCheck: 'signed', options: { externalIntegrations: true } },
	});
});

describe.each([
	['that amoCRM names in the redirect', true],
	['that only its state names', false],
])('an integration made by a click, %s', (_name, sendsClientId) => {
	it('connects with its own secret, renews with it, and is disabled with it', async () => {
		const account = await environment.newAccount();
		const asked = {
			subdomain: account.subdomain,
			name: 'Shop',
			redirectUri: workflow.url,
			secretsUri: workflow.url,
			disableUri: workflow.url,
			sendsClientId,
		};
		const state = await signedState();
		const { redirectUrl, delivery, integration } = await emulator.authorizeExternal({
			...asked,
			state,
		});
		const own = integration ?? { id: '', secret: '' };
		const place = { integrationId: own.id, subdomain: account.subdomain };

		expect(delivery).toMatchObject({ status: 200 });
		expect((await fetch(redirectUrl)).status).toBe(200);
		const installed = await workflow.nextRun();
		expect(installed.json(TRIGGER)).toMatchObject([
			{ event: 'installed', via: 'button', integrationId: own.id, state: { customer: 17 } },
		]);
		expect(installed.json(CREATE_LEAD)).toHaveLength(1);

		await emulator.expireAccess(place);
		const refresh = installedAccount(workflow.credential, 'refreshTokens', {
			account: { __rl: true, mode: 'domain', value: account.domain },
		});
		expect((await runOnce(environment, [refresh])).error).toBeUndefined();
		expect(await emulator.grants(place)).toMatchObject([{ active: true, refreshCount: 1 }]);

		await emulator.uninstall(place);
		expect((await workflow.nextRun()).json(TRIGGER)).toMatchObject([
			{ event: 'uninstalled', account: { id: account.id, domain: account.domain } },
		]);
		const rows = JSON.stringify(await n8n.api.tableRows('amocrm_accounts'));
		expect(rows).not.toContain(own.secret);
	});
});

it('takes no secret without a signed state', async () => {
	const account = await environment.newAccount();
	const { delivery } = await emulator.authorizeExternal({
		subdomain: account.subdomain,
		name: 'Forged',
		redirectUri: workflow.url,
		secretsUri: workflow.url,
		state: 'mine',
	});

	expect(delivery).toMatchObject({ status: 403 });
});
