import { memoize } from 'lodash';
import type { INodeTypeDescription } from 'n8n-workflow';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { packageNodes, typeName } from '../contract/packageTypes';
import { openBrowser, openEditor } from '../system/browser';
import { importExample, installPath, readExample, type Credentials } from '../n8n/examples';
import { describeChannelCredential } from '../n8n/channelCredential';
import { provideIntegrationCredential } from '../n8n/integrationCredential';
import type { WorkflowToCreate } from '../n8n/n8nClient';
import { describeTokenCredential } from '../n8n/tokenCredential';
import type { OpenEnvironment } from '../n8n/environment';
import type { Account, Integration } from '../../emulator/types';
import { nodeType } from '../system/manifest';
import { OwnWidget } from './ownWidget';

const size = { width: 1400, height: 900 };

const newestVersion = ({ defaultVersion, version }: INodeTypeDescription) =>
	defaultVersion ?? Math.max(...[version].flat());

const accounts = [
	{ subdomain: 'romashka', name: 'Romashka' },
	{ subdomain: 'vector', name: 'Vector' },
];

/** Where the pictures are taken: an n8n in which two accounts have installed an integration, and one is connected. */
export class Studio {
	private constructor(
		private readonly environment: OpenEnvironment,
		private readonly browser: Browser,
		readonly integration: Integration,
		readonly accounts: Account[],
		readonly credentials: Credentials,
	) {}

	static async furnish(environment: OpenEnvironment): Promise<Studio> {
		const { emulator, n8n } = environment;
		const redirectUri = 'https://n8n.example.com/webhook/5a1c/amocrm';
		const integration = await emulator.client.createIntegration({ name: 'Pictures', redirectUri });
		const built = await Promise.all(
			accounts.map(async (account) => await emulator.client.createAccount(account)),
		);
		const channel = await emulator.client.createChannel({
			integrationId: integration.id,
			hookUrl: 'https://n8n.example.com/webhook/amocrm-chat/:scope_id',
		});
		const name = 'amoCRM account';
		const token = await describeTokenCredential(emulator.client, built[0], name);
		const credentials = {
			amoCrmIntegrationApi: await provideIntegrationCredential(n8n, {
				name: 'amoCRM integration',
				integration,
				redirectUri,
			}),
			amoCrmTokenApi: await n8n.api.createCredential(token),
			amoCrmOAuth2Api: await n8n.api.createCredential({
				name: 'amoCRM OAuth2',
				type: 'amoCrmOAuth2Api',
				data: { accountAddress: 'romashka', clientId: integration.id, clientSecret: 'secret' },
			}),
			amoCrmChatChannelApi: await n8n.api.createCredential(
				describeChannelCredential(channel, 'amoCRM chat channel'),
			),
		};
		const browser = await openBrowser({ proxyUrl: emulator.proxyUrl });
		const studio = new Studio(environment, browser, integration, built, credentials);
		for (const { subdomain } of accounts) await studio.connect(subdomain);
		return studio;
	}

	/** A page of n8n's editor, signed in. */
	async editor(path: string): Promise<Page> {
		const { n8n } = this.environment;
		const page = await openEditor(this.browser, n8n, { viewport: size });
		await page.goto(`${n8n.url}${path}`);
		return page;
	}

	/** A page of anybody's. */
	async page(options: BrowserContextOptions): Promise<Page> {
		const context = await this.browser.newContext({ ignoreHTTPSErrors: true, ...options });
		return await context.newPage();
	}

	/** Nodes that name no version are of the one that the editor adds. */
	async createWorkflow(workflow: WorkflowToCreate): Promise<string> {
		const ours = await packageNodes();
		const versions = new Map(
			ours.map(({ description }) => [typeName(description), newestVersion(description)]),
		);
		const nodes = workflow.nodes.map((node) => ({
			typeVersion: versions.get(node.type) ?? 1,
			...node,
		}));
		return (await this.environment.n8n.api.createWorkflow({ ...workflow, nodes })).id;
	}

	/** An example as it is after its import, with credentials chosen and with its English notes alone. */
	async createExample(name: string): Promise<string> {
		const { connections, nodes } = await readExample(name);
		const chosen = nodes
			.filter((node) => !/[а-яё]/i.test(node.name))
			.map((node) => ({ ...node, credentials: this.credentialsOf(node) }));
		return await this.createWorkflow({ name, connections, nodes: chosen });
	}

	/** Where amoCRM sends a person who gives an integration access, the install trigger listening there. */
	readonly consent = memoize(async () => {
		const { emulator, n8n } = this.environment;
		const example = await readExample('welcome-account');
		const path = installPath(example) ?? '';
		const name = 'Pictures of pages';
		const redirectUri = n8n.api.webhookUrl(path);
		const integration = await emulator.client.createIntegration({ name, redirectUri });
		await importExample(n8n.api, example, {
			amoCrmIntegrationApi: await provideIntegrationCredential(n8n, { name, integration }),
		});
		await n8n.api.waitForWebhook(path);
		const { subdomain } = this.accounts[1];
		const { redirectUrl } = await emulator.client.authorize({
			integrationId: integration.id,
			subdomain,
			decision: 'allow',
		});
		return redirectUrl;
	});

	/** A widget of the second account's, made and uploaded once. */
	readonly ownWidget = memoize(
		async () =>
			await OwnWidget.upload(
				this.environment,
				this.accounts[1],
				async () => await this.page({ viewport: { width: 700, height: 600 } }),
			),
	);

	async close(): Promise<void> {
		await this.browser.close();
	}

	private credentialsOf({ credentials = {} }: WorkflowToCreate['nodes'][number]) {
		const types = Object.keys(credentials).filter((type) => type in this.credentials);
		return Object.fromEntries(types.map((type) => [type, this.credentials[type]]));
	}

	private async connect(subdomain: string): Promise<void> {
		const { emulator, n8n } = this.environment;
		const place = { integrationId: this.integration.id, subdomain };
		const { code, referer } = await emulator.client.issueCode(place);
		const node = {
			name: 'Connect',
			type: nodeType('amoCrm'),
			parameters: {
				authentication: 'installedAccount',
				resource: 'installedAccount',
				operation: 'connectByCode',
				accountAddress: referer,
				code,
			},
			credentials: { amoCrmIntegrationApi: this.credentials.amoCrmIntegrationApi },
		};
		const start = { name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} };
		const id = await this.createWorkflow({
			name: 'Connect',
			nodes: [start, node],
			connections: { Start: { main: [[{ node: 'Connect', type: 'main', index: 0 }]] } },
		});
		await n8n.api.runManually(id, 'Start');
	}
}
