import { randomBytes, randomUUID } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import { describeChannelCredential } from '../../../tools/n8n/channelCredential';
import { chatHook } from '../../../tools/n8n/chatHook';
import { chained, TRIGGER } from '../../../tools/n8n/nodes';
import { until } from '../../../tools/system/poll';
import { nodeType } from '../../../tools/system/manifest';
import { uniqueName, type Stage } from './stage';

/** What was sent, and how it was answered. */
interface SentHook {
	text: string;
	status: number;
}

/** An active workflow that starts on hooks of a chat channel, which the test itself sends in amoCRM's place. */
export class HookWorkflow {
	readonly amojoId = randomUUID();
	private readonly channelId = randomUUID();
	private readonly secret = randomBytes(20).toString('hex');
	private readonly webhookId = randomUUID();
	private readonly name = uniqueName('chat-');
	id = '';

	private constructor(private readonly stage: Stage) {}

	static async activate(stage: Stage): Promise<HookWorkflow> {
		const workflow = new HookWorkflow(stage);
		const { api } = stage.n8n;
		const integration = await stage.newIntegration(workflow.path);
		const { channelId, secret } = workflow;
		const channel = await api.createCredential(
			describeChannelCredential(
				{ id: channelId, secret, bot: { id: '' }, platform: 'amocrm' },
				uniqueName('Channel '),
			),
		);
		const credential = await stage.newIntegrationCredential(integration);
		const { id } = await api.createWorkflow({
			name: workflow.name,
			...chained([
				{
					name: TRIGGER,
					type: nodeType('amoCrmChatTrigger'),
					webhookId: workflow.webhookId,
					parameters: { path: workflow.name },
					credentials: { amoCrmChatChannelApi: channel, amoCrmIntegrationApi: credential },
				},
				{ name: 'After', type: 'n8n-nodes-base.noOp', parameters: {} },
			]),
		});
		workflow.id = id;
		await api.activate(id);
		await api.waitForWebhook(workflow.path, 'POST');
		return workflow;
	}

	/** As amoCRM makes it of the address with the placeholder. */
	get path(): string {
		return `${this.webhookId}/${this.name}/${this.channelId}_${this.amojoId}`;
	}

	/** Sends a message of a manager. @param secret of whoever signs it */
	async send(text: string, secret = this.secret): Promise<SentHook> {
		const url = this.stage.n8n.api.webhookUrl(this.path);
		const { status } = await fetch(url, chatHook(this.amojoId, secret, text));
		return { text, status };
	}

	/** Waits until each of these has started a run that came to its end. @returns the items of all such runs */
	async allTold(sent: SentHook[]): Promise<IDataObject[]> {
		return await until('a run of every hook that was answered', async () => {
			const runs = await this.stage.n8n.api.executions(this.id, { status: 'success' });
			const items = runs.flatMap((run) => run.json(TRIGGER));
			const told = new Set(items.map(({ chatInput }) => chatInput));
			return sent.every(({ text }) => told.has(text)) ? items : undefined;
		});
	}
}
