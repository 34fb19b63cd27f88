import { randomUUID } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import type { Page } from 'playwright-core';
import type { Account } from '../../emulator/types';
import { provideIntegrationCredential } from '../n8n/integrationCredential';
import { manualTrigger, type NodeToCreate } from '../n8n/nodes';
import type { OpenEnvironment } from '../n8n/environment';
import { nodeType } from '../system/manifest';

const node = (
	name: string,
	type: string,
	typeVersion: number,
	parameters: IDataObject,
): NodeToCreate => ({ name, type, typeVersion, parameters: parameters as never });

/** What the builder fills in. */
export const archiveParameters = (triggerUrl: string) => ({
	resource: 'widget',
	operation: 'makeArchive',
	languages: ['en'],
	nameEn: 'Warehouse',
	shortDescriptionEn: 'Sends leads to the warehouse',
	support: 'help@example.com',
	triggerUrl,
	cards: ['lead'],
	features: ['button', 'panel'],
	buttonEn: 'Send to warehouse',
	settingFields: {
		rows: [{ code: 'login', labelEn: 'Login at the warehouse', type: 'text', required: true }],
	},
	askAboutSettings: true,
});

/** What the workflow answers to each call of the widget. */
const ANSWERS = `={{ ({
	settings: $json.settings.login === 'anna' ? {} : { error: 'The warehouse knows no login "' + $json.settings.login + '".' },
	panel: { table: { 'In stock': 5, Shelf: 'B2' } },
	button: { text: 'Sent to the warehouse', link: { text: 'Order 7', url: 'https://example.com/orders/7' } },
})[$json.action] }}`;

/** amoCRM draws these parts; its emulator gives them no looks. */
const STYLE = `
	body { margin: 16px; font: 14px/1.45 'Liberation Sans', Arial, sans-serif; color: #363b44; }
	#right-column, [data-test-id=modal] { width: 330px; border: 1px solid #d4d5d8; border-radius: 4px; }
	[data-test-id=modal] { padding: 4px 16px 16px; }
	[data-test-id=modal] h2 { font-size: 17px; }
	input { box-sizing: border-box; width: 100%; margin: 4px 0 12px; padding: 7px; border: 1px solid #d4d5d8; border-radius: 3px; font: inherit; }
	button { margin-right: 8px; padding: 8px 14px; border: 0; border-radius: 3px; background: #4c8bf7; color: #fff; font: inherit; }
	button:disabled, .js-widget-uninstall { background: #dbe2ec; color: #6b7280; }
	table { margin: 6px 0; } th { font-weight: normal; color: #92989b; }
	[role=alert] { margin-top: 12px; color: #c62828; }
`;

/** A widget that was made in n8n and uploaded; its workflow answers. */
export class OwnWidget {
	private constructor(
		private readonly environment: OpenEnvironment,
		private readonly account: Account,
		private readonly newPage: () => Promise<Page>,
	) {}

	static async upload(
		environment: OpenEnvironment,
		account: Account,
		newPage: () => Promise<Page>,
	): Promise<OwnWidget> {
		const { emulator, n8n } = environment;
		const webhookId = randomUUID();
		const path = `${webhookId}/amocrm-widget`;
		const name = 'Warehouse';
		// Nobody listens for the install here.
		const redirectUri = n8n.api.webhookUrl(`${webhookId}/nobody`);
		const integration = await emulator.client.createIntegration({ name, redirectUri });
		const { id, name: credential } = await provideIntegrationCredential(n8n, { name, integration });
		const trigger = {
			...node('Widget', nodeType('amoCrmWidgetTrigger'), 1, {
				calls: ['frontEnd'],
				responseMode: 'lastNode',
			}),
			webhookId,
			credentials: { amoCrmIntegrationApi: { id, name: credential } },
		};
		const answer = node('Answer', 'n8n-nodes-base.set', 3.4, { mode: 'raw', jsonOutput: ANSWERS });
		const to = (next: NodeToCreate) => ({
			main: [[{ node: next.name, type: 'main' as const, index: 0 }]],
		});
		const workflow = await n8n.api.createWorkflow({
			name: 'Warehouse',
			nodes: [trigger, answer],
			connections: { [trigger.name]: to(answer) },
		});
		await n8n.api.activate(workflow.id);
		await n8n.api.waitForWebhook(path, 'POST');

		const front = await emulator.client.openFront(Number(new URL(n8n.url).port));
		const make = node(
			'Make',
			nodeType('amoCrm'),
			1.1,
			archiveParameters(`${front}/webhook/${path}`),
		);
		const bytes = node('Bytes', 'n8n-nodes-base.moveBinaryData', 1.1, {
			mode: 'binaryToJson',
			setAllData: false,
			destinationKey: 'base64',
			options: { keepAsBase64: true },
		});
		const making = await n8n.api.createWorkflow({
			name: 'Make the widget',
			nodes: [manualTrigger, make, bytes],
			connections: { [manualTrigger.name]: to(make), [make.name]: to(bytes) },
		});
		const run = await n8n.api.runManually(making.id, manualTrigger.name);
		const archive = String(run.json(bytes.name)[0].base64);
		await emulator.client.uploadWidget({ integrationId: integration.id, archive });
		return new OwnWidget(environment, account, newPage);
	}

	/** The window of settings, in which the workflow has refused a login. */
	async settings(): Promise<Page> {
		const page = await this.open('/settings/widgets');
		await page.locator('.js-widget').click();
		await page.locator('[name=login]').fill('ana');
		await page.locator('.js-widget-install').click();
		await page.getByRole('alert').waitFor();
		return page;
	}

	/** A lead with the panel, after the button was pressed. */
	async card(): Promise<Page> {
		const { client } = this.environment.emulator;
		const [id] = await client.seed(this.account.subdomain, 'leads', [{ name: 'Order 7' }]);
		const page = await this.settings();
		await page.locator('[name=login]').fill('anna');
		await page.locator('.js-widget-install').click();
		await page.getByTestId('status').filter({ hasText: 'Saved' }).waitFor();
		await this.open(`/leads/detail/${id}`, page);
		await page.getByText('In stock').waitFor();
		await page.getByRole('button', { name: 'Send to warehouse' }).click();
		await page.getByText('Sent to the warehouse').waitFor();
		return page;
	}

	private async open(path: string, shown?: Page): Promise<Page> {
		const page = shown ?? (await this.newPage());
		await page.goto(`https://${this.account.domain}${path}?lang=en`);
		await page.locator('body[data-ready]').waitFor();
		await page.addStyleTag({ content: STYLE });
		return page;
	}
}
