import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault, LogEntry } from '../types';
import { isFilePart } from './hosts';
import { readBrackets, type IncomingCall, type Reply } from './message';

const MAX_BODY = 20 * 1024 * 1024;

/** What the host router made of a call. */
export interface Handled {
	reply: Reply;
	/** Milliseconds to hold the answer back. */
	latencyMs: number;
}

/** What lies between a socket and the rooms. */
export interface Rooms {
	handle(call: IncomingCall, entry: LogEntry): Promise<Handled>;
	takeFault(call: IncomingCall): Fault | undefined;
	note(call: IncomingCall): LogEntry;
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		size += chunk.length;
		if (size > MAX_BODY) throw new Error('Body too large');
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}

function flatHeaders(request: IncomingMessage): Record<string, string> {
	const pairs = Object.entries(request.headers);
	return Object.fromEntries(
		pairs.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
	);
}

export async function readCall(request: IncomingMessage, host: string): Promise<IncomingCall> {
	const target = request.url ?? '/';
	const mark = target.indexOf('?');
	const path = mark < 0 ? target : target.slice(0, mark);
	const bytes = await readBytes(request);
	return {
		method: request.method ?? 'GET',
		host,
		path,
		query: readBrackets(mark < 0 ? '' : target.slice(mark + 1)),
		headers: flatHeaders(request),
		body: isFilePart(host, path) ? '' : bytes.toString('utf8'),
		bytes,
	};
}

/** What is answered, and whether the work is done for it. */
export async function handleWith(
	fault: Fault | undefined,
	rooms: Rooms,
	call: IncomingCall,
	entry: LogEntry,
): Promise<Handled> {
	if (!fault?.respond) return await rooms.handle(call, entry);
	const { status, headers = {}, body = '', when = 'before' } = fault.respond;
	const { latencyMs } = when === 'after' ? await rooms.handle(call, entry) : { latencyMs: 0 };
	return { reply: { status, headers, body }, latencyMs };
}

/** One request from its first byte to its last, with whatever fault was ordered for it. */
export async function exchange(
	request: IncomingMessage,
	response: ServerResponse,
	host: string,
	rooms: Rooms,
): Promise<void> {
	const call = await readCall(request, host);
	const entry = rooms.note(call);
	const fault = rooms.takeFault(call);
	if (fault?.delayMs) await wait(fault.delayMs);
	if (fault?.reset === 'before') return cut(request);
	const { reply, latencyMs } = await handleWith(fault, rooms, call, entry);
	if (latencyMs > 0) await wait(latencyMs);
	if (fault?.reset === 'after') return cut(request);
	send(response, entry, reply, fault?.truncate);
}

function cut(request: IncomingMessage): void {
	request.socket.destroy();
}

function send(response: ServerResponse, entry: LogEntry, reply: Reply, share?: number): void {
	entry.status = reply.status;
	const body = reply.bytes ?? Buffer.from(reply.body, 'utf8');
	const length = reply.status === 204 ? {} : { 'content-length': String(body.length) };
	response.writeHead(reply.status, {
		server: 'nginx',
		'x-request-id': randomBytes(16).toString('hex'),
		...reply.headers,
		...length,
	});
	if (share === undefined) {
		response.end(body);
		return;
	}
	// The whole length is announced: to the other side the connection broke in mid-answer.
	const part = body.subarray(0, Math.floor(body.length * share));
	response.write(part, () => response.destroy());
}
