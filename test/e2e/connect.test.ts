import type { Browser, Page } from 'playwright-core';
import { openEditor } from '../../tools/system/browser';
import type { CreatedCredential } from '../../tools/n8n/n8nClient';
import type { Account, Integration } from '../../emulator/types';
import { runOnce } from './support/installWorkflow';
import { createLeadByOAuth2 } from '../../tools/n8n/nodes';
import { stage, uniqueName } from './support/stage';
import { Traffic } from '../../tools/n8n/traffic';

const environment = stage();
const { emulator, n8n } = environment;

let browser: Browser;
let account: Account;
let integration: Integration;
let credential: CreatedCredential;

beforeAll(async () => {
	browser = await environment.openBrowser();
});

afterAll(async () => {
	await browser.close();
});

/** Opens the credential, presses Connect and decides on amoCRM's consent page. */
async function connect(page: Page, decision: 'allow' | 'deny'): Promise<Page> {
	await page.goto(`${n8n.url}/home/credentials/${credential.id}`);
	const opened = page.waitForEvent('popup');
	await page.getByTestId('quick-connect-button').click();
	const consent = await opened;
	await consent.getByTestId('account').selectOption(account.domain);
	await consent.getByTestId(decision).click();
	return consent;
}

describe('the Connect button', () => {
	beforeEach(async () => {
		account = await environment.newAccount();
		integration = await emulator.createIntegration({
			name: uniqueName('Connect '),
			redirectUri: `${n8n.url}/rest/oauth2-credential/callback`,
		});
		credential = await n8n.api.createCredential({
			name: uniqueName('amoCRM '),
			type: 'amoCrmOAuth2Api',
			data: {
				accountAddress: account.domain,
				clientId: integration.id,
				clientSecret: integration.secret,
			},
		});
	});

	it('connects the account, and its tokens are renewed when they die', async () => {
		const page = await openEditor(browser, n8n);
		const traffic = await Traffic.watch(emulator);

		const consent = await connect(page, 'allow');
		if (!consent.isClosed()) await consent.waitForEvent('close');

		await page.getByTestId('oauth-connect-success-banner').waitFor();
		const createLead = createLeadByOAuth2(credential);
		const first = await runOnce(environment, [createLead]);
		expect(first.error).toBeUndefined();
		await emulator.expireAccess({ integrationId: integration.id, subdomain: account.subdomain });
		const second = await runOnce(environment, [createLead]);
		expect(second.error).toBeUndefined();
		expect(await emulator.entities(account.subdomain, 'leads')).toHaveLength(2);
		expect(await traffic.tokenRequests(account.domain)).toMatchObject([
			{ grant_type: 'authorization_code' },
			{ grant_type: 'refresh_token' },
		]);
	});
	it('leaves everything as it was when the person refuses', async () => {
		const page = await openEditor(browser, n8n);
		const traffic = await Traffic.watch(emulator);

		const consent = await connect(page, 'deny');

		await consent.getByText('access_denied').waitFor({ state: 'attached' });
		await page.getByTestId('oauth-not-connected-banner').waitFor();
		expect(await traffic.tokenRequests(account.domain)).toEqual([]);
	});
});
