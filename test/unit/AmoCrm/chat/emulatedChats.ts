import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import { AmoCrmChatChannelApi } from '../../../../credentials/AmoCrmChatChannelApi.credentials';
import type { ChatOperation, ChatTarget } from '../../../../nodes/AmoCrm/resources/chat/chat';
import type { ChannelClient } from '../../../../nodes/shared/channel/request';
import { scopeOf } from '../../../../nodes/shared/channel/scope';
import { createApiClient } from '../../../../nodes/shared/transport/client';
import type { Http } from '../../../../nodes/shared/transport/http';
import type { Channel } from '../../../../emulator/types';
import { unpaced } from '../../support/limiter';
import { Emulated, outcomes } from '../emulated';
import { operation } from '../operation';

/** Runs operations of chats against the strict emulator, signed by the credential. */
export class EmulatedChats {
	readonly amo = new Emulated();

	channel!: Channel;

	/** How many calls have been made to the chats. */
	calls = 0;

	/** Called before each of them. */
	beforeCall: () => void = () => undefined;

	private amojoId = '';

	async enter(): Promise<void> {
		await this.amo.enter();
		this.calls = 0;
		this.beforeCall = () => undefined;
		const { control, integration } = this.amo.town;
		this.channel = await control.createChannel({
			integrationId: integration.id,
			hookUrl: 'https://builder.example/chat/:scope_id',
		});
		const { json } = await this.amo.read<{ amojo_id: string }>('/account?with=amojo_id');
		this.amojoId = json.amojo_id;
	}

	/** By the name of an operation, with the parameters of each item. */
	run = async (name: string, ...items: IDataObject[]): Promise<unknown[]> => {
		const inputs = items.map((parameters) => ({ parameters, json: {} }));
		return await outcomes(operation('chat', name) as unknown as ChatOperation, this.target, inputs);
	};

	chats = async () => await this.amo.town.control.chats('alpha');

	private get target(): ChatTarget {
		const { session } = this.amo;
		return {
			key: session.key,
			channel: async () => await Promise.resolve(this.client),
			session: async () => await Promise.resolve(session),
			scopeId: async () => await Promise.resolve(scopeOf(this.channel.id, this.amojoId)),
		};
	}

	private get client(): ChannelClient {
		const { id: channelId, bot, platform } = this.channel;
		const client = createApiClient('amojo.amocrm.ru', this.http, unpaced());
		return {
			channelId,
			botId: bot.id,
			platform,
			request: async ({ path, ...call }) =>
				await client.request({
					...call,
					path: ['/v2/origin/custom', ...path.map(encodeURIComponent)].join('/'),
				}),
		};
	}

	private readonly http: Http = async ({ method, url, body }) => {
		this.calls++;
		this.beforeCall();
		const { id: channelId, secret: channelSecret } = this.channel;
		const credential = new AmoCrmChatChannelApi();
		const options = { method, url, body } as IHttpRequestOptions;
		const signed = await credential.authenticate({ channelId, channelSecret }, options);
		const names = Object.entries(signed.headers ?? {}) as Array<[string, string]>;
		return await this.amo.town.ask(method, url, {
			headers: Object.fromEntries(names.map(([name, value]) => [name.toLowerCase(), value])),
			body: signed.body ? (JSON.parse(String(signed.body)) as unknown) : undefined,
		});
	};
}
