import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { hostsOnly } from '../nodes/shared/account/credentialProperties';
import { CHAT_HOSTS, chatHostOf } from '../nodes/shared/channel/credential';
import { signedHeaders } from '../nodes/shared/channel/signature';
import { credentialIcon } from '../nodes/shared/package';

/** The body as it is sent: it is signed byte by byte. */
function textOf(body: unknown): string {
	if (body === undefined || body === null || body === '') return '';
	return typeof body === 'string' || Buffer.isBuffer(body) ? String(body) : JSON.stringify(body);
}

/** Signs a request to amoCRM's chats; to any other host it goes as it is, without a signature. */
async function sign(
	{ channelSecret }: ICredentialDataDecryptedObject,
	options: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	const url = new URL(options.url, options.baseURL);
	if (url.protocol !== 'https:' || !CHAT_HOSTS.includes(url.host)) return options;
	const body = textOf(options.body);
	const signed = signedHeaders({
		secret: String(channelSecret ?? '').trim(),
		method: options.method ?? 'GET',
		path: url.pathname,
		body,
		date: new Date(),
	});
	return {
		...options,
		...(body !== '' && { body }),
		headers: { ...options.headers, ...signed },
	};
}

const [KOMMO, AMOCRM] = (['kommo', 'amocrm'] as const).map((platform) => chatHostOf({ platform }));

const HOST = `{{ $credentials.platform === 'kommo' ? '${KOMMO}' : '${AMOCRM}' }}`;

export class AmoCrmChatChannelApi implements ICredentialType {
	name = 'amoCrmChatChannelApi';

	displayName = 'amoCRM Chat Channel API';

	icon = credentialIcon;

	documentationUrl =
		'https://github.com/REPOSITORY-OWNER/n8n-nodes-amocrm-kommo/blob/main/docs/chats.md#register-a-channel';

	properties: INodeProperties[] = [
		{
			displayName:
				"For a messenger of your own in amoCRM's cards. amoCRM's support registers the channel on request, in one to three days, and sends the values of this form.",
			name: 'purposeNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Platform',
			name: 'platform',
			type: 'options',
			options: [
				{ name: 'amoCRM', value: 'amocrm' },
				{ name: 'Kommo', value: 'kommo' },
			],
			default: 'amocrm',
			description: 'Whose support registered the channel',
		},
		{
			displayName: 'Channel ID',
			name: 'channelId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. f90ba33d-c9d9-44da-b76c-c349b0ecbe41',
			description: "ID of the channel in amoCRM's chats, as support sent it",
		},
		{
			displayName: 'Channel Secret',
			name: 'channelSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'Signs what is sent to the chats, and proves that what the trigger receives is from amoCRM',
		},
		{
			displayName: 'Bot ID',
			name: 'botId',
			type: 'string',
			default: '',
			placeholder: 'e.g. f1910c7f-b1e0-4184-bd09-c7def2a9109a',
			hint: 'Needed for messages from the bot, and for replies',
			description:
				"ID of the channel's bot, as support sent it. Messages that no user of the account wrote are sent in its name.",
		},
		...hostsOnly(CHAT_HOSTS),
	];

	authenticate = sign;

	/**
	 * Asks to connect no account: the chats check channel and signature first, and then miss the account, so a 400 is
	 * the good answer.
	 */
	test: ICredentialTestRequest = {
		request: {
			method: 'POST',
			url: `=https://${HOST}/v2/origin/custom/{{ $credentials.channelId }}/connect`,
			body: { hook_api_version: 'v2' },
			ignoreHttpStatusErrors: { ignore: true, except: [401, 403, 404, 429, 500, 502, 503, 504] },
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message: 'amoCRM refused the signature: check the channel secret, and the clock of n8n.',
				},
			},
			{
				type: 'responseCode',
				properties: { value: 404, message: 'amoCRM knows no chat channel with this ID.' },
			},
		],
	};
}
