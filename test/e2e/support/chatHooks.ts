import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import { ownConnection } from '../../../tools/n8n/n8nHttp';
import { chained, TRIGGER } from '../../../tools/n8n/nodes';
import { until } from '../../../tools/system/poll';
import { nodeType } from '../../../tools/system/manifest';
import { RECOVERY_MS } from './crash';
import { uniqueName, type Stage } from './stage';

/** What was sent, and whether it was answered. */
export interface SentHook {
	text: string;
	isAnswered: boolean;
	status?: number;
	at: number;
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
		const channel = await api.createCredential({
			name: uniqueName('Channel '),
			type: 'amoCrmChatChannelApi',
			data: {
				platform: 'amocrm',
				channelId: workflow.channelId,
				channelSecret: workflow.secret,
				botId: '',
			},
		});
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
		await workflow.ready();
		return workflow;
	}

	/** As amoCRM makes it of the address with the placeholder. */
	get path(): string {
		return `${this.webhookId}/${this.name}/${this.channelId}_${this.amojoId}`;
	}

	async ready(): Promise<void> {
		await this.stage.n8n.api.waitForWebhook(this.path, 'POST');
	}

	/** Sends a message of a manager. @param secret of whoever signs it */
	async send(text: string = randomUUID(), secret = this.secret): Promise<SentHook> {
		const now = Date.now();
		const body = JSON.stringify({
			account_id: this.amojoId,
			time: Math.floor(now / 1_000),
			message: {
				receiver: { id: randomUUID(), client_id: 'client-1', phone: '', email: '' },
				sender: { id: randomUUID() },
				conversation: { id: randomUUID(), client_id: 'chat-1' },
				timestamp: Math.floor(now / 1_000),
				msec_timestamp: now,
				message: { id: randomUUID(), type: 'text', text },
			},
		});
		const answer = await fetch(this.stage.n8n.api.webhookUrl(this.path), {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				'X-Signature': createHmac('sha1', secret).update(body).digest('hex'),
				...ownConnection,
			},
			body,
		}).catch(() => undefined);
		await answer?.text().catch(() => undefined);
		return { text, isAnswered: answer?.status === 200, status: answer?.status, at: Date.now() };
	}

	/** The items that have started runs, of those that came to their end. */
	async items(): Promise<Array<IDataObject & { chatInput: string; id: string; at: number }>> {
		const runs = await this.stage.n8n.api.executions(this.id, { status: 'success' });
		return runs.flatMap((run) =>
			run
				.json(TRIGGER)
				.map((item) => ({ ...(item as { chatInput: string; id: string }), at: run.startedAt })),
		);
	}

	/** Waits until each of these has started a run that came to its end. */
	async allTold(sent: SentHook[]): Promise<Awaited<ReturnType<HookWorkflow['items']>>> {
		return await until(
			'a run of every hook that was answered',
			async () => {
				const items = await this.items();
				const told = new Set(items.map(({ chatInput }) => chatInput));
				return sent.every(({ text }) => told.has(text)) ? items : undefined;
			},
			{ timeoutMs: RECOVERY_MS, everyMs: 1_000 },
		);
	}
}
