import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { countBy, uniq } from 'lodash';
import type { IDataObject } from 'n8n-workflow';
import { ownConnection } from '../../../tools/n8n/n8nHttp';
import { chained, TRIGGER } from '../../../tools/n8n/nodes';
import type { QueueProcess } from '../../../tools/n8n/n8nQueue';
import { until } from '../../../tools/system/poll';
import { printLine } from '../../../tools/system/progress';
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

/** So many hooks at each kill, and the time between them. */
const AT_ONCE = 10;
const APART_MS = 100;

/** A note is closed so long after its run was handed to n8n: killed within, the run may come again. */
const HAND_OVER_MS = 8_000;

/** A small generator with a fixed seed: a failure can be looked at again. */
function* moments(seed: number): Generator<number, never> {
	let state = seed;
	for (;;) {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		yield state / 2 ** 32;
	}
}

/**
 * Kills the process so many times, at whatever moment of several hooks. Every hook that was answered starts a run; none
 * starts two but those that were being handed to n8n when it was killed.
 */
export async function killInHooks(
	stage: Stage,
	victim: QueueProcess,
	rounds: number,
): Promise<void> {
	const workflow = await HookWorkflow.activate(stage);
	const process = stage.n8n.process(victim);
	const random = moments(20_261_130);
	const answered: SentHook[] = [];
	const killedAt: number[] = [];
	let killsAfterAnswer = 0;
	for (let round = 0; round < rounds; round++) {
		let begin: () => void = () => undefined;
		// The first call of a fresh n8n takes a while.
		const isBegun = new Promise<void>((resolve) => (begin = resolve));
		const sending = Array.from({ length: AT_ONCE }, async (_, index) => {
			await sleep(index * APART_MS);
			const hook = await workflow.send();
			if (hook.isAnswered) begin();
			return hook;
		});
		await Promise.race([isBegun, Promise.all(sending)]);
		await sleep(random.next().value * AT_ONCE * APART_MS);
		const at = Date.now();
		await process.kill();
		killedAt.push(at);
		const sent = (await Promise.all(sending)).filter(({ isAnswered }) => isAnswered);
		if (sent.length > 0) killsAfterAnswer += 1;
		answered.push(...sent);
		await process.start();
		await workflow.ready();
		// n8n prepares its API for tables at the first call.
		await stage.n8n.api.dataTables();
	}
	const items = await workflow.allTold(answered);
	const byText = countBy(items, 'chatInput');
	const twice = answered.filter(({ text }) => byText[text] > 1);
	printLine(
		`${rounds} kills, ${killsAfterAnswer} of them after an answer; ${answered.length} hooks were answered, all told; ${twice.length} came again.`,
	);
	expect(killsAfterAnswer).toBeGreaterThanOrEqual(rounds / 2);
	for (const hook of twice) {
		const same = items.filter(({ chatInput }) => chatInput === hook.text);
		expect(uniq(same.map(({ id }) => id))).toHaveLength(1);
		expect(killedAt.some((at) => at >= hook.at - 1_000 && at <= hook.at + HAND_OVER_MS)).toBe(true);
	}
}
