import { createHash, createHmac, randomUUID } from 'node:crypto';

import type { INodeExecutionData, INodeParameters, OnError } from 'n8n-workflow';
import nock, { type Scope } from 'nock';

import { runWorkflow, type Account } from '../support';
import { action } from './action';

const CHANNEL_SECRET = '5a44c5dff55f3c15a4cce8d7c4cc27e207c7e189';

/** A request as nock shows it. */
interface Sent {
	method: string;
	path: string;
	headers: Record<string, string | string[]>;
}

/** A channel of one's own, connected to an account. */
export class Chats {
	readonly channelId = randomUUID();

	readonly botId = randomUUID();

	readonly amojoId = randomUUID();

	/** Bodies of what amoCRM's chats were sent, with the last part of each path. */
	readonly sent: Array<{ path: string; body: unknown }> = [];

	constructor(readonly account: Account) {}

	get scopeId(): string {
		return `${this.channelId}_${this.amojoId}`;
	}

	get host(): string {
		return this.account.domain.endsWith('kommo.com') ? 'amojo.kommo.com' : 'amojo.amocrm.ru';
	}

	get credentials() {
		return {
			...this.account.credentials,
			amoCrmChatChannelApi: {
				platform: this.account.domain.endsWith('kommo.com') ? 'kommo' : 'amocrm',
				channelId: this.channelId,
				channelSecret: CHANNEL_SECRET,
				botId: this.botId,
			},
		};
	}

	/** The account tells its id in the chats, once. */
	tellAmojoId(): this {
		this.account.api
			.get('/api/v4/account')
			.query({ with: 'amojo_id' })
			.reply(200, { ...this.account.card, amojo_id: this.amojoId });
		return this;
	}

	/** Answers of amoCRM's chats to rightly signed requests. */
	get api(): Scope {
		return nock(`https://${this.host}/v2/origin/custom`, {
			reqheaders: {
				'content-type': 'application/json',
				'content-md5': /^[\da-f]{32}$/ as unknown as string,
				'x-signature': /^[\da-f]{40}$/ as unknown as string,
			},
		});
	}

	/** Whether the signature is that of exactly these bytes. */
	isSigned({ method, path, headers }: Sent, body: string): boolean {
		const md5 = createHash('md5').update(body).digest('hex');
		const text = [method, md5, 'application/json', String(headers.date), path].join('\n');
		const signature = createHmac('sha1', CHANNEL_SECRET).update(text).digest('hex');
		return headers['content-md5'] === md5 && headers['x-signature'] === signature;
	}
}

interface Around {
	input?: INodeExecutionData[];
	onError?: OnError;
	timezone?: string;
}

/** Runs one operation of the resource. */
export const runChat = async (
	chats: Chats,
	operation: string,
	parameters: INodeParameters = {},
	{ input, onError, timezone }: Around = {},
) =>
	await runWorkflow({
		nodes: [{ ...action('chat', operation, parameters), onError }],
		credentials: chats.credentials,
		input,
		timezone,
	});
