import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeChannelCredential } from '../n8n/channelCredential';
import { chatHook } from '../n8n/chatHook';
import { createIntegrationCredential } from '../n8n/integrationCredential';
import { chained, TRIGGER } from '../n8n/nodes';
import { nodeType } from '../system/manifest';
import { openSmallestNotingTrigger } from './installs';
import { clock } from './nodes';
import type { BenchStage } from './stage';

/** What is called: an address, and a request to it that no other has made. */
export interface Receiver {
	/** The address by which the stage knows the workflow. */
	activated: string;
	url: string;
	request(isForged: boolean): RequestInit;
}

/** How one call was answered. */
export interface HookAnswer {
	status: number;
	ms: number;
	isForged: boolean;
}

/** Our chat trigger, with a channel of its own. */
export async function openChatTrigger(stage: BenchStage): Promise<Receiver> {
	const { api } = stage.n8n;
	const [channelId, amojoId, webhookId] = [randomUUID(), randomUUID(), randomUUID()];
	const secret = randomBytes(20).toString('hex');
	const name = `bench-${webhookId.slice(0, 8)}`;
	const path = `${webhookId}/${name}/${channelId}_${amojoId}`;
	const integration = await stage.emulator.createIntegration({
		name,
		redirectUri: api.webhookUrl(path),
	});
	const channel = await api.createCredential(
		describeChannelCredential({ id: channelId, secret, bot: { id: '' }, platform: 'amocrm' }, name),
	);
	const { nodes, connections } = chained([
		{
			name: TRIGGER,
			type: nodeType('amoCrmChatTrigger'),
			webhookId,
			parameters: { path: name },
			credentials: {
				amoCrmChatChannelApi: channel,
				amoCrmIntegrationApi: await createIntegrationCredential(stage.n8n, { name, integration }),
			},
		},
		clock('After', '{ at: Date.now() }'),
	]);
	const url = await stage.activate(nodes, connections, path);
	return {
		activated: url,
		url,
		request: (isForged) => chatHook(amojoId, isForged ? channelId : secret, 'Good afternoon!'),
	};
}

/** The smallest trigger of a community package that notes its calls down. */
export async function openNotingTrigger(stage: BenchStage): Promise<Receiver> {
	const { url, hooksUrl } = await openSmallestNotingTrigger(stage);
	const [amojoId, secret] = [randomUUID(), randomBytes(20).toString('hex')];
	return {
		activated: url,
		url: `${hooksUrl}/${randomUUID()}_${amojoId}`,
		request: () => chatHook(amojoId, secret, 'Good afternoon!'),
	};
}

/** One of so many calls is forged. */
const FORGED = 100;

/** Calls it so many times, so many a second, whatever the answers. */
export async function callAll(
	{ url, request }: Receiver,
	amount: number,
	perSecond: number,
): Promise<HookAnswer[]> {
	const started = performance.now();
	return await Promise.all(
		Array.from({ length: amount }, async (_, index) => {
			const due = started + (index * 1000) / perSecond;
			await sleep(Math.max(due - performance.now(), 0));
			const isForged = index % FORGED === FORGED - 1;
			const from = performance.now();
			const answer = await fetch(url, request(isForged));
			await answer.text();
			return { status: answer.status, ms: performance.now() - from, isForged };
		}),
	);
}
