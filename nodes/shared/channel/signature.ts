import { createHash, createHmac } from 'node:crypto';
import { DateTime } from 'luxon';

import { isSame } from '../oauth/keys';

/** The only content type that amoCRM's chats take; it is signed with the rest. */
const CONTENT_TYPE = 'application/json';

interface UnsignedRequest {
	/** Of the channel. */
	secret: string;
	method: string;
	/** As in the address: without host and query, escaped as it is sent. */
	path: string;
	/** Exactly as it is sent; empty where there is none. */
	body: string;
	/** amoCRM takes a request within 15 minutes of this. */
	date: Date;
}

const hmacSha1 = (secret: string, message: string | Buffer): string =>
	createHmac('sha1', secret).update(message).digest('hex');

/**
 * The headers by which amoCRM's chats know that a request comes from the channel.
 * @see https://www.amocrm.ru/developers/content/chats/chat-start
 */
export function signedHeaders({ secret, method, path, body, date }: UnsignedRequest) {
	const md5 = createHash('md5').update(body).digest('hex');
	const day = DateTime.fromJSDate(date, { zone: 'utc' }).toRFC2822() ?? '';
	const signed = [method.toUpperCase(), md5, CONTENT_TYPE, day, path].join('\n');
	return {
		Date: day,
		'Content-Type': CONTENT_TYPE,
		'Content-MD5': md5,
		'X-Signature': hmacSha1(secret, signed),
	};
}

/**
 * Whether amoCRM signed a hook with the channel's secret.
 * @param rawBody the bytes as they came
 * @param signature the header `X-Signature`
 * @see https://www.amocrm.ru/developers/content/chats/chat-webhooks
 */
export const isHookSigned = (secret: string, rawBody: Buffer, signature: unknown): boolean =>
	typeof signature === 'string' && isSame(hmacSha1(secret, rawBody), signature.toLowerCase());
