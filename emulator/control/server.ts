import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { page } from '../net/pages';
import { accountPage } from './accountPage';
import { chatPage } from './chatPage';
import type { ControlApi } from './commands';

type Command = (...args: unknown[]) => Promise<unknown>;

/** By what follows `/accounts/<subdomain>`. */
const PAGES = new Map([
	['', accountPage],
	['/chats', chatPage],
]);

/**
 * `POST /<command>` with a JSON array of arguments. Answers `{"result": …}` or `{"error": "…"}`.
 * `GET /accounts/<subdomain>` and `/accounts/<subdomain>/chats` are pages for people.
 * Only for this machine: it listens on the loopback address and takes nothing that a web page could send.
 */
export class ControlServer {
	private readonly server: Server;

	constructor(private readonly commands: ControlApi) {
		this.server = createServer((request, response) => {
			void this.serve(request, response);
		});
		this.server.keepAliveTimeout = 120_000;
	}

	async listen(port: number): Promise<number> {
		await new Promise<void>((resolve, reject) => {
			this.server.once('error', reject);
			this.server.listen(port, '127.0.0.1', () => resolve());
		});
		return (this.server.address() as AddressInfo).port;
	}

	async close(): Promise<void> {
		const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
		this.server.closeAllConnections();
		await closed;
	}

	private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const [, subdomain, below] = /^\/accounts\/([\w-]+)(.*)$/.exec(request.url ?? '') ?? [];
		const shown = PAGES.get(below);
		if (request.method === 'GET' && shown) {
			return await this.show(shown(this.commands, subdomain), response);
		}
		const [status, answer] = await this.answer(request);
		response.writeHead(status, { 'content-type': 'application/json' });
		response.end(JSON.stringify(answer));
	}

	private async show(made: Promise<string>, response: ServerResponse): Promise<void> {
		const [status, text] = await made.then(
			(shown) => [200, shown] as const,
			(error: Error) => [404, page(error.message, '')] as const,
		);
		response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
		response.end(text);
	}

	private async answer(request: IncomingMessage): Promise<[number, object]> {
		const name = (request.url ?? '/').slice(1);
		const isJson = request.headers['content-type'] === 'application/json';
		if (request.method !== 'POST' || !isJson || !Object.hasOwn(this.commands, name)) {
			return [404, { error: `No control command "${name}"; POST a JSON array to /<command>` }];
		}
		try {
			const args = JSON.parse(await readText(request)) as unknown[];
			const command = this.commands[name as keyof ControlApi] as Command;
			return [200, { result: (await command(...args)) ?? null }];
		} catch (error) {
			return [400, { error: error instanceof Error ? error.message : String(error) }];
		}
	}
}

async function readText(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
	return Buffer.concat(chunks).toString('utf8');
}
