import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { TestAuthority } from './certificates';
import { exchange, type Rooms } from './exchange';
import { isAmoCrmHost } from './hosts';
import { readBrackets, type IncomingCall } from './message';

export interface ProxyParts {
	authority: TestAuthority;
	rooms: Rooms;
	/** An attempt to reach somewhere else; nothing of it is forwarded. */
	onRefused(call: IncomingCall): void;
}

/** Idle connections outlive any client's own keep-alive, so that none is cut under a request. */
const KEEP_ALIVE_MS = 120_000;

/** An HTTP proxy that leads to amoCRM's hosts, all of which are the emulator, and to nowhere else. */
export class AmoCrmProxy {
	private readonly front: Server;
	private readonly behind: Server;
	private readonly sockets = new Set<Duplex>();
	private readonly hostOf = new WeakMap<object, string>();

	constructor(private readonly parts: ProxyParts) {
		this.behind = createServer((request, response) => this.serve(request, response));
		this.behind.keepAliveTimeout = KEEP_ALIVE_MS;
		this.front = createServer((request, response) => this.refusePlain(request, response));
		this.front.on('connect', (request, socket, head) => this.connect(request, socket, head));
		this.front.on('connection', (socket) => this.track(socket));
	}

	async listen(port: number): Promise<number> {
		await new Promise<void>((resolve, reject) => {
			this.front.once('error', reject);
			this.front.listen(port, '127.0.0.1', () => resolve());
		});
		return (this.front.address() as AddressInfo).port;
	}

	async close(): Promise<void> {
		const closed = new Promise<void>((resolve) => this.front.close(() => resolve()));
		for (const socket of this.sockets) socket.destroy();
		await closed;
	}

	private connect(request: IncomingMessage, socket: Duplex, head: Buffer): void {
		socket.on('error', () => socket.destroy());
		const [, host, port] = /^(.+):(\d+)$/.exec((request.url ?? '').toLowerCase()) ?? [];
		if (!host || port !== '443' || !isAmoCrmHost(host)) {
			const wanted = port === '443' ? host : (request.url ?? '');
			this.parts.onRefused(attempt('CONNECT', wanted, '', request));
			socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
			return;
		}
		socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
		if (head.length > 0) socket.unshift(head);
		const secure = new TLSSocket(socket as Socket, {
			isServer: true,
			secureContext: this.parts.authority.contextFor(host),
			ALPNProtocols: ['http/1.1'],
		});
		secure.on('error', () => secure.destroy());
		this.track(secure);
		this.hostOf.set(secure, host);
		this.behind.emit('connection', secure);
	}

	private serve(request: IncomingMessage, response: ServerResponse): void {
		const host = this.hostOf.get(request.socket) ?? '';
		const named = (request.headers.host ?? '').toLowerCase().replace(/:443$/, '');
		if (named !== host) {
			response.writeHead(421).end();
			return;
		}
		exchange(request, response, host, this.parts.rooms).catch(() => request.socket.destroy());
	}

	/** A plain `GET http://…` through the proxy: amoCRM has no such addresses. */
	private refusePlain(request: IncomingMessage, response: ServerResponse): void {
		const target = URL.canParse(request.url ?? '') ? new URL(request.url ?? '') : undefined;
		const host = target?.host ?? request.headers.host ?? '';
		const path = target ? target.pathname + target.search : (request.url ?? '');
		this.parts.onRefused(attempt(request.method ?? 'GET', host, path, request));
		request.resume();
		response.writeHead(403, { 'content-type': 'text/plain' }).end('Only amoCRM is reached here');
	}

	private track(socket: Duplex): void {
		this.sockets.add(socket);
		socket.once('close', () => this.sockets.delete(socket));
	}
}

function attempt(
	method: string,
	host: string,
	address: string,
	request: IncomingMessage,
): IncomingCall {
	const [path, query = ''] = address.split('?');
	const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
	return {
		method,
		host,
		path,
		query: readBrackets(query),
		headers: Object.fromEntries(headers) as Record<string, string>,
		body: '',
	};
}
