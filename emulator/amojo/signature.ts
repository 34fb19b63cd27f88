import { createHash, createHmac } from 'node:crypto';
import type { IncomingCall } from '../net/message';

/** How the Chats API knows its builders, and they it. amocrm.ru/developers: chats/chat-start, chats/chat-webhooks. */
const VALID_SECONDS = 15 * 60;

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/**
 * RFC 2822, section 3.3; of its obsolete zones those that mean +0000, which must be understood (section 4.3).
 * The day of the week is not compared: the documentation's own sample has a wrong one.
 */
const DATE =
	/^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(\d{1,2}) (\w{3}) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? (?:([+-])(\d\d)(\d\d)|GMT|UT)$/;

/** Unix seconds. */
function readDate(text: string): number | undefined {
	const match = DATE.exec(text);
	if (!match) return undefined;
	const [day, year, hour, minute, second = 0] = [1, 3, 4, 5, 6]
		.filter((part) => match[part] !== undefined)
		.map((part) => Number(match[part]));
	const month = MONTHS.indexOf(match[2]);
	const isPossible = month >= 0 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 61;
	if (!isPossible) return undefined;
	const offset = (Number(match[8] ?? 0) * 60 + Number(match[9] ?? 0)) * 60;
	const utc = Date.UTC(year, month, day, hour, minute, second) / 1000;
	return match[7] === '-' ? utc + offset : utc - offset;
}

export const PARTS_OF_SIGNATURE = ['date', 'content-type', 'content-md5', 'x-signature'] as const;

/**
 * @param now Unix seconds
 * @returns what is wrong with the signature, or undefined
 */
export function faultOfSignature(
	{ method, path, headers, body, bytes = Buffer.from(body) }: IncomingCall,
	secret: string,
	now: number,
): string | undefined {
	const missing = PARTS_OF_SIGNATURE.find((name) => !headers[name]);
	if (missing) return `The header ${missing} is missing`;
	const { date, 'content-type': type, 'content-md5': digest, 'x-signature': signature } = headers;
	if (type !== 'application/json') return 'Content-Type must be application/json';
	if (digest !== createHash('md5').update(bytes).digest('hex')) {
		return 'Content-MD5 is not that of the body, in lower case';
	}
	const madeAt = readDate(date);
	if (madeAt === undefined) return 'Date is not in the format of RFC 2822';
	// Whether a clock may be fast is not said; as much as it may be slow is taken.
	if (Math.abs(now - madeAt) > VALID_SECONDS) return 'The signature is not valid any more';
	const signed = [method.toUpperCase(), digest, type, date, path].join('\n');
	const expected = createHmac('sha1', secret).update(signed).digest('hex');
	return signature === expected ? undefined : 'The signature is wrong';
}

/** What a hook is signed with: its body alone. */
export const signatureOfHook = (secret: string, body: string): string =>
	createHmac('sha1', secret).update(body).digest('hex');
