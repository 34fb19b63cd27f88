import { randomUUID } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import { describeChannelCredential } from '../../../tools/n8n/channelCredential';
import type { FinishedRun } from '../../../tools/n8n/finishedRun';
import type { CreatedCredential } from '../../../tools/n8n/n8nClient';
import { byDomain, chained, TRIGGER, type NodeToCreate } from '../../../tools/n8n/nodes';
import { nodeType } from '../../../tools/system/manifest';
import { until } from '../../../tools/system/poll';
import type { Account, Channel, Platform } from '../../../emulator/types';
import { InstallWorkflow, runOnce } from './installWorkflow';
import { uniqueName, type Stage } from './stage';

type Item = Record<string, unknown>;

/** A messenger of one's own that is tied to amoCRM by n8n: its channel, and a workflow that starts on what managers do. */
export class Messenger {
	/** Executions whose items have been looked at. */
	private readonly seen = new Set<number>();

	private constructor(
		private readonly stage: Stage,
		readonly channel: Channel,
		readonly installing: InstallWorkflow,
		private readonly credential: CreatedCredential,
		/** Of the workflow that the chat trigger starts. */
		readonly workflowId: string,
	) {}

	/** @param after nodes behind the chat trigger, by the credential of the channel */
	static async open(
		stage: Stage,
		platform: Platform,
		after: (credentials: NodeToCreate['credentials']) => NodeToCreate[] = () => [],
	): Promise<Messenger> {
		const { api } = stage.n8n;
		const installing = await InstallWorkflow.activate(stage, { integration: { platform } });
		const webhookId = randomUUID();
		const path = uniqueName('chat-');
		const channel = await stage.emulator.createChannel({
			integrationId: installing.integration.id,
			hookUrl: api.webhookUrl(`${webhookId}/${path}/:scope_id`),
			tellsTyping: true,
		});
		const credential = await api.createCredential(
			describeChannelCredential(channel, uniqueName('Channel ')),
		);
		const credentials = credentialsOf(installing.credential, credential);
		const trigger: NodeToCreate = {
			name: TRIGGER,
			type: nodeType('amoCrmChatTrigger'),
			webhookId,
			parameters: {
				path,
				events: ['message', 'writeFirst', 'commentReply', 'typing', 'reaction'],
			},
			credentials,
		};
		const { id } = await api.createWorkflow({
			name: uniqueName('Messenger '),
			...chained([trigger, ...after(credentials)]),
		});
		await api.activate(id);
		await api.waitForWebhook(`${webhookId}/${path}/scope`);
		return new Messenger(stage, channel, installing, credential, id);
	}

	get credentials(): NodeToCreate['credentials'] {
		return credentialsOf(this.installing.credential, this.credential);
	}

	/** An account that has installed the integration. */
	async newAccount(): Promise<Account> {
		const { platform } = this.channel;
		const account = await this.stage.newAccount(
			platform === 'kommo' ? { baseDomain: 'kommo.com' } : {},
		);
		await this.install(account);
		return account;
	}

	/** By a button: n8n's first call after its start may take longer than amoCRM waits for a widget's. */
	async install(account: Account): Promise<void> {
		const { redirectUrl } = await this.stage.emulator.authorize(this.installing.place(account));
		await fetch(redirectUrl);
		await this.installing.nextRun();
	}

	/** Runs an operation of Chat once, in the account. */
	async run(account: Account, operation: string, parameters: IDataObject): Promise<FinishedRun> {
		return await runOnce(this.stage, [
			{
				name: 'Chat',
				type: nodeType('amoCrm'),
				parameters: {
					authentication: 'installedAccount',
					account: byDomain(account.domain),
					resource: 'chat',
					operation,
					...parameters,
				},
				credentials: this.credentials,
			},
		]);
	}

	/** The same, which must succeed. */
	async act(account: Account, operation: string, parameters: IDataObject = {}): Promise<Item[]> {
		const run = await this.run(account, operation, parameters);
		expect(run.error).toBeUndefined();
		return run.json('Chat');
	}

	/** What the chat trigger tells next of this kind. */
	async next(event: string): Promise<Item> {
		return await until(`the event ${event}`, async () => {
			const runs = await this.stage.n8n.api.executions(this.workflowId);
			const run = runs.find(
				(one) => !this.seen.has(one.id) && one.json(TRIGGER).some((item) => item.event === event),
			);
			if (!run) return undefined;
			this.seen.add(run.id);
			return run.json(TRIGGER)[0];
		});
	}
}

function credentialsOf(integration: CreatedCredential, channel: CreatedCredential) {
	const named = ({ id, name }: CreatedCredential) => ({ id, name });
	return { amoCrmIntegrationApi: named(integration), amoCrmChatChannelApi: named(channel) };
}
