import type { BinaryHelperFunctions } from 'n8n-workflow';

/** n8n's readable stream. */
export type ByteStream = Awaited<ReturnType<BinaryHelperFunctions['getBinaryStream']>>;

export const isStream = (body: unknown): body is ByteStream =>
	typeof body === 'object' && body !== null && Symbol.asyncIterator in body;

/** A body that does not arrive in time counts as an answer that does not. */
class BodyTimeout extends Error {
	readonly code = 'ETIMEDOUT';
}

/** @param timeout milliseconds in which all of it must arrive */
async function readStream(stream: ByteStream, timeout: number): Promise<string> {
	const late = AbortSignal.timeout(timeout);
	const giveUp = () => stream.destroy(new BodyTimeout());
	const chunks: Buffer[] = [];
	late.addEventListener('abort', giveUp);
	try {
		for await (const chunk of stream) chunks.push(chunk as Buffer);
	} finally {
		late.removeEventListener('abort', giveUp);
	}
	return Buffer.concat(chunks).toString();
}

/**
 * The body of an answer as text. It comes as a stream: a body that n8n
 * collects stays referenced by objects of the connection, which V8 frees only in a major collection, long after the
 * next hundred pages of a list.
 * @throws what broke the connection, or `ETIMEDOUT`
 */
export async function readText(body: unknown, timeout: number): Promise<string> {
	if (isStream(body)) return await readStream(body, timeout);
	if (typeof body === 'string') return body;
	return body === undefined || body === null ? '' : JSON.stringify(body);
}
