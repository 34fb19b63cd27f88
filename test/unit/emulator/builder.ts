import {
	createServer,
	type IncomingHttpHeaders,
	type IncomingMessage,
	type RequestListener,
	type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Call {
	method: string;
	url: URL;
	type: string | undefined;
	headers: IncomingHttpHeaders;
	body: string;
}

/** The server of the integration's builder, as amoCRM calls it. */
export class Builder {
	address = '';
	calls: Call[] = [];
	answer!: RequestListener;
	private readonly server: Server;

	constructor() {
		this.server = createServer((request, response) => {
			void this.note(request).then(() => this.answer(request, response));
		});
	}

	async open(): Promise<void> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
		this.address = `http://localhost:${(this.server.address() as AddressInfo).port}`;
	}

	/** To be called before each test. */
	begin(): void {
		this.calls = [];
		this.answer = (_request, response) => response.writeHead(200).end('ok');
	}

	close(): void {
		this.server.closeAllConnections();
		this.server.close();
	}

	private async note(request: IncomingMessage): Promise<void> {
		this.calls.push({
			method: request.method ?? '',
			url: new URL(request.url ?? '', this.address),
			type: request.headers['content-type'],
			headers: request.headers,
			body: await text(request),
		});
	}
}
