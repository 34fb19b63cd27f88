import { Readable } from 'node:stream';

import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHttpRequestMethods,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	INodeParameters,
} from 'n8n-workflow';
import { get } from 'lodash';

import { AmoCrmChatChannelApi } from '../../credentials/AmoCrmChatChannelApi.credentials';
import { CHANNEL_CREDENTIAL } from '../../nodes/shared/channel/credential';
import { scopeOf } from '../../nodes/shared/channel/scope';
import { Limiter } from '../../nodes/shared/transport/limiter';
import { createEmulator, type Emulator } from '../../emulator/createEmulator';
import { readBrackets } from '../../emulator/net/message';
import type { Account, Channel, Integration, Platform } from '../../emulator/types';
import { FakeN8n } from '../n8n/fakeN8n';

const REDIRECT_URI = 'https://builder.example/hook';
const N8N_URL = 'https://n8n.example';
const SCOPES = ['crm', 'files', 'files_delete', 'notifications', 'push_notifications'];

/** A file of an input item. */
const FILE = Buffer.from('An example');

/** n8n's context of the node over an account of the emulator, without a network in between. */
export class Stage {
	private constructor(
		private readonly emulator: Emulator,
		private readonly integration: Integration,
		readonly account: Account,
		private readonly accessToken: string,
		private readonly channel: Channel,
		private readonly n8n = new FakeN8n(),
	) {}

	static async open(platform: Platform): Promise<Stage> {
		const emulator = await createEmulator();
		const { control } = emulator;
		const subdomain = 'example';
		const integration = await control.createIntegration({
			name: 'Example',
			redirectUri: REDIRECT_URI,
			platform,
			scopes: SCOPES,
			isPublic: false,
			ownerAccount: subdomain,
		});
		const baseDomain = platform === 'kommo' ? 'kommo.com' : 'amocrm.ru';
		const account = await control.createAccount({ subdomain, baseDomain });
		const place = { integrationId: integration.id, subdomain };
		const { accessToken } = await control.issueLongLivedToken({ ...place, days: 30 });
		const hookUrl = `${REDIRECT_URI}/:scope_id`;
		const channel = await control.createChannel({ integrationId: integration.id, hookUrl });
		// The emulator's limits are lifted for each call: nothing has to wait for them.
		Limiter.prototype.send = async (work) => await work();
		Limiter.prototype.turn = async () => undefined;
		return new Stage(emulator, integration, account, accessToken, channel);
	}

	get control() {
		return this.emulator.control;
	}

	async newCode(): Promise<string> {
		const { id: integrationId } = this.integration;
		const { subdomain } = this.account;
		return (await this.control.issueCode({ integrationId, subdomain })).code;
	}

	/** A call of the API, past the node; gives the answer. */
	async ask(method: IHttpRequestMethods, path: string, body?: unknown): Promise<string> {
		const { statusCode, body: answer } = await this.signed({
			method,
			url: `https://${this.account.domain}${path}`,
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify(body),
		});
		if (statusCode >= 300) throw new Error(`${method} ${path}: ${String(answer)}`);
		return String(answer);
	}

	/** Of the chat channel in the account. */
	async scopeId(): Promise<string> {
		const { amojo_id: amojoId } = JSON.parse(
			await this.ask('GET', '/api/v4/account?with=amojo_id'),
		) as { amojo_id: string };
		return scopeOf(this.channel.id, amojoId);
	}

	/** What nodes see of n8n with these parameters. */
	functions(parameters: INodeParameters) {
		const send = async (options: IHttpRequestOptions) => await this.send(options);
		const sign = async (credential: string, options: IHttpRequestOptions) =>
			credential === CHANNEL_CREDENTIAL
				? await this.send(
						await new AmoCrmChatChannelApi().authenticate(this.credentials[credential], options),
					)
				: await this.signed(options);
		const binary = { data: FILE.toString('base64'), mimeType: 'text/plain', fileName: 'a.txt' };
		return {
			getNode: () => ({ name: 'amoCRM', type: 'amoCrm', parameters }),
			getNodeParameter: (name: string, _index: number, fallback: unknown) =>
				get(parameters, name, fallback),
			getCurrentNodeParameter: (name: string) => get(parameters, name),
			getCredentials: async (type: string) => this.credentials[type],
			getInstanceBaseUrl: () => N8N_URL,
			addExecutionHints: () => undefined,
			helpers: {
				httpRequest: send,
				httpRequestWithAuthentication: sign,
				assertBinaryData: () => binary,
				getBinaryDataBuffer: async () => FILE,
				prepareBinaryData: async () => binary,
			},
		} as unknown as IExecuteFunctions & ILoadOptionsFunctions;
	}

	private get credentials(): Record<string, ICredentialDataDecryptedObject> {
		return {
			[CHANNEL_CREDENTIAL]: {
				platform: this.account.platform,
				channelId: this.channel.id,
				channelSecret: this.channel.secret,
				botId: this.channel.bot.id,
			},
			amoCrmTokenApi: { accountAddress: this.account.domain, accessToken: this.accessToken },
			amoCrmIntegrationApi: {
				clientId: this.integration.id,
				clientSecret: this.integration.secret,
				redirectUri: REDIRECT_URI,
				n8nApiUrl: N8N_URL,
				n8nApiKey: 'key',
			},
		};
	}

	private async signed(options: IHttpRequestOptions) {
		const headers = { ...options.headers, Authorization: `Bearer ${this.accessToken}` };
		return (await this.send({ ...options, headers })) as { statusCode: number; body: unknown };
	}

	private async send(options: IHttpRequestOptions) {
		const { host: hostname, origin, pathname, search } = new URL(options.url);
		if (origin === N8N_URL) return await this.n8n.send(options);
		await this.control.resetLimits();
		const { rooms } = this.emulator;
		const { body = '' } = options;
		const names = Object.entries((options.headers ?? {}) as Record<string, string>);
		const call = {
			method: options.method ?? 'GET',
			host: hostname,
			path: pathname,
			query: readBrackets(search.slice(1)),
			headers: Object.fromEntries(names.map(([name, value]) => [name.toLowerCase(), value])),
			...(Buffer.isBuffer(body) ? { body: '', bytes: body } : { body: String(body) }),
		};
		const { reply } = await rooms.handle(call, rooms.note(call));
		const answer = { statusCode: reply.status, headers: reply.headers };
		if (options.encoding !== 'stream') return { ...answer, body: reply.body };
		return { ...answer, body: Readable.from([reply.bytes ?? Buffer.from(reply.body)]) };
	}
}
