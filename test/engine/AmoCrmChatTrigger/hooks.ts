import { createHmac } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import { callWebhook, integrationCredential, type N8nApi } from '../support';
import { settled } from '../support/clock';
import { nodeType } from '../../../tools/system/manifest';

export const CHANNEL_ID = 'f90ba33d-c9d9-44da-b76c-c349b0ecbe41';
/** That of the documentation's examples. */
export const CHANNEL_SECRET = '5a44c5dff55f3c15a4cce8d7c4cc27e207c7e189';
export const AMOJO_ID = '52e591f7-c98f-4255-8495-827210138c81';
export const SCOPE_ID = `${CHANNEL_ID}_${AMOJO_ID}`;

const ALL = ['message', 'writeFirst', 'commentReply', 'reaction', 'typing'];

/** The trigger as a workflow has it. */
export const trigger = (api: N8nApi, parameters: IDataObject = {}) => ({
	type: nodeType('amoCrmChatTrigger'),
	parameters: { events: ALL, ...parameters } as never,
	credentials: {
		...integrationCredential(api),
		amoCrmChatChannelApi: {
			platform: 'amocrm',
			channelId: CHANNEL_ID,
			channelSecret: CHANNEL_SECRET,
			botId: '',
		},
	},
});

/** As the documentation says, written apart from the package. */
export const signatureOf = (body: string | Buffer, secret = CHANNEL_SECRET) =>
	createHmac('sha1', secret).update(body).digest('hex');

interface Details {
	parameters?: IDataObject;
	/** Default: the right one. */
	signature?: string | null;
	/** Default: that of the account. */
	scopeId?: string;
	staticData?: Record<string, unknown>;
	mode?: 'manual' | 'webhook';
	whenAnswered?: () => void;
}

/** amoCRM sends a hook. */
export async function send(
	api: N8nApi,
	hook: IDataObject | string | Buffer,
	{ parameters, signature, scopeId = SCOPE_ID, ...rest }: Details = {},
) {
	const rawBody = typeof hook === 'string' || Buffer.isBuffer(hook) ? hook : JSON.stringify(hook);
	const signed = signature === undefined ? signatureOf(rawBody) : signature;
	return await settled(
		callWebhook({
			...trigger(api, parameters),
			method: 'POST',
			rawBody,
			headers: signed === null ? {} : { 'X-Signature': signed },
			params: { scope_id: scopeId },
			...rest,
		}),
	);
}

let lastHook = 0;

const seconds = () => Math.floor(Date.now() / 1_000);

/** The head of a hook that was sent now. */
export const head = (accountId = AMOJO_ID) => ({ account_id: accountId, time: seconds() });

/** A message of a manager, as the documentation shows it, that no other test has sent. */
export function messageHook(
	{ message = {}, conversation, ...changes }: Record<string, IDataObject> = {},
	accountId?: string,
) {
	lastHook += 1;
	return {
		...head(accountId),
		message: {
			receiver: {
				id: '2ed64e26-70a1-4857-8382-bb066a076219',
				phone: '79161234567',
				email: 'example.client@example.com',
				client_id: 'my_int-1376265f',
			},
			sender: { id: '76fc2bea-902f-425c-9a3d-dcdac4766090' },
			conversation: conversation ?? {
				id: '8e4d4baa-9e6c-4a88-838a-5f62be227bdc',
				client_id: 'my_int-d5a421f7f218',
			},
			source: { external_id: '78001234567' },
			timestamp: 1_639_572_260,
			msec_timestamp: 1_639_572_260_980,
			message: {
				id: `0371a0ff-b78a-4c7b-8538-${String(lastHook).padStart(12, '0')}`,
				type: 'text',
				text: 'Good afternoon!',
				tag: '',
				media: '',
				...message,
			},
			...changes,
		},
	};
}
