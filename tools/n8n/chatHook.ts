import { createHmac, randomUUID } from 'node:crypto';
import { ownConnection } from './n8nHttp';

/**
 * A hook of a chat channel as amoCRM sends it: a manager writes a message.
 * @param amojoId of the account, in amoCRM's chats
 * @param secret of whoever signs it
 * @see https://www.amocrm.ru/developers/content/chats/chat-webhooks
 */
export function chatHook(amojoId: string, secret: string, text: string): RequestInit {
	const now = Date.now();
	const body = JSON.stringify({
		account_id: amojoId,
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
	const signature = createHmac('sha1', secret).update(body).digest('hex');
	return {
		method: 'POST',
		headers: { 'content-type': 'application/json', 'X-Signature': signature, ...ownConnection },
		body,
	};
}
