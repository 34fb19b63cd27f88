import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { until } from '../../../tools/system/poll';

/** The API of a messenger, by which it is told what to show its clients. */
export class ClientApp {
	/** Whether it takes what it is told. */
	isOpen = true;

	private readonly told: unknown[] = [];

	private server?: Server;

	/** The address of the API. */
	async open(): Promise<string> {
		this.server = createServer((request, response) => {
			void json(request).then((message) => {
				if (this.isOpen) this.told.push(message);
				response.writeHead(this.isOpen ? 200 : 410, { 'content-type': 'application/json' });
				response.end('{}');
			});
		});
		await new Promise<void>((done) => this.server?.listen(0, '127.0.0.1', done));
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	close(): void {
		this.server?.close();
	}

	/** The next thing that it was told. */
	async next(): Promise<unknown> {
		return await until('what the messenger is told', async () => this.told.shift());
	}

	get hasNews(): boolean {
		return this.told.length > 0;
	}
}
