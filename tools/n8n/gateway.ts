import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';

export interface Gateway {
	close(): void;
}

function pass(incoming: IncomingMessage, outgoing: ServerResponse, port: number): void {
	const { method, headers, url: path } = incoming;
	// No connection is kept: the process behind may be another one by the next request.
	const target = { host: '127.0.0.1', port, method, path, headers, agent: false };
	const passed = request(target, (answer) => {
		outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
		answer.pipe(outgoing);
	});
	passed.on('error', () => {
		if (outgoing.headersSent) outgoing.destroy();
		else outgoing.writeHead(502).end();
	});
	outgoing.on('close', () => passed.destroy());
	incoming.pipe(passed);
}

/** What a reverse proxy is in production: one address, behind which each path leads to its own process. */
export async function openGateway(
	port: number,
	portBehind: (path: string) => number,
): Promise<Gateway> {
	const server = createServer((incoming, outgoing) =>
		pass(incoming, outgoing, portBehind(incoming.url ?? '/')),
	);
	await new Promise<void>((done, failed) => {
		server.once('error', failed).listen(port, '127.0.0.1', done);
	});
	return {
		close() {
			server.close();
			server.closeAllConnections();
		},
	};
}
