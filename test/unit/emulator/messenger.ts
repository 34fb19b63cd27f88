import { createHash, createHmac } from 'node:crypto';
import { Listener } from './listener';
import type { Answer } from './support';
import type { Channel, ChannelSettings, Platform } from '../../../emulator/types';

export interface Told {
	url: string;
	body: Record<string, unknown>;
	signature: string;
}

/** A builder's messenger: signs what it sends, and reads what it is told. */
export class Messenger extends Listener {
	channel!: Channel;
	amojoId = '';
	scope = '';

	async register(settings: Partial<ChannelSettings> = {}): Promise<void> {
		const { control, integration } = this.town;
		this.channel = await control.createChannel({
			integrationId: integration.id,
			hookUrl: `${this.builder.address}/chat/:scope_id`,
			...settings,
		});
		const { json } = await this.read<{ amojo_id: string }>('/account?with=amojo_id');
		this.amojoId = json.amojo_id;
		this.scope = `${this.channel.id}_${this.amojoId}`;
	}

	/** Connected, and ready to write. */
	override async begin(
		platform?: Platform,
		settings: Partial<ChannelSettings> | string = {},
	): Promise<void> {
		await super.begin(platform);
		await this.register(typeof settings === 'string' ? {} : settings);
		expect((await this.connect()).status).toBe(200);
	}

	get host(): string {
		return this.town.account.platform === 'kommo' ? 'amojo.kommo.com' : 'amojo.amocrm.ru';
	}

	connect = async (more: Record<string, unknown> = {}) =>
		await this.call('POST', `${this.channel.id}/connect`, {
			account_id: this.amojoId,
			hook_api_version: 'v2',
			...more,
		});

	/** `changed`: headers other than the right ones. */
	call = async <T = Record<string, unknown>>(
		method: string,
		below: string,
		body?: unknown,
		changed: Record<string, string> = {},
	): Promise<Answer<T>> => {
		const { pathname, search } = new URL(`https://${this.host}/v2/origin/custom/${below}`);
		const date = new Date().toUTCString().replace('GMT', '+0000');
		const text = body === undefined ? '' : JSON.stringify(body);
		const digest = createHash('md5').update(text).digest('hex');
		const signed = [method, digest, 'application/json', date, pathname].join('\n');
		const headers = {
			date,
			'content-type': 'application/json',
			'content-md5': digest,
			'x-signature': createHmac('sha1', this.channel.secret).update(signed).digest('hex'),
			...changed,
		};
		const address = `https://${this.host}${pathname}${search}`;
		return await this.town.ask<T>(method, address, { body, headers });
	};

	/** Below the scope. */
	send = async <T = Record<string, unknown>>(below: string, body: unknown) =>
		await this.call<T>('POST', this.scope + below, body);

	/** A client's message. */
	message = (msgid: string, more: Record<string, unknown> = {}) => ({
		event_type: 'new_message',
		payload: {
			timestamp: 1_639_604_761,
			msec_timestamp: 1_639_604_761_694,
			msgid,
			conversation_id: 'chat-1',
			sender: { id: 'client-1', name: 'Ann', profile: { phone: '+79151112233' } },
			message: { type: 'text', text: `Text of ${msgid}` },
			silent: false,
			...more,
		},
	});

	write = async (msgid: string, more: Record<string, unknown> = {}) => {
		const { status, json } = await this.send<{ new_message: Record<string, string> }>(
			'',
			this.message(msgid, more),
		);
		expect(status).toBe(200);
		return json.new_message;
	};

	chats = async () => await this.town.control.chats('alpha');

	/** The hooks that have come since the last time. */
	hooks = async (): Promise<Told[]> => {
		await this.town.control.settleDeliveries();
		const calls = this.builder.calls.splice(0);
		return calls.map(({ url, body, headers }) => ({
			url: url.pathname,
			body: JSON.parse(body) as Record<string, unknown>,
			signature: String(headers['x-signature']),
		}));
	};
}
