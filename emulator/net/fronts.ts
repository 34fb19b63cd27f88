import { request as askHttp } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TestAuthority } from './certificates';

/** A builder's server reached by https, as amoCRM wants it: a reverse proxy with a certificate of the test CA. */
export class Fronts {
	private readonly servers: Server[] = [];

	/** @returns the https address that leads to `http://127.0.0.1:<port>` */
	async open(authority: TestAuthority, port: number): Promise<string> {
		const server = createServer(
			{ SNICallback: (name, done) => done(null, authority.contextFor(name)) },
			(incoming, outgoing) => {
				const { method, url: path, headers } = incoming;
				const passed = askHttp({ port, method, path, headers, agent: false }, (answer) => {
					outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
					answer.pipe(outgoing);
				});
				passed.on('error', () => outgoing.destroy());
				incoming.pipe(passed);
			},
		);
		this.servers.push(server);
		await new Promise<void>((resolve, reject) => {
			server.once('error', reject).listen(0, '127.0.0.1', resolve);
		});
		return `https://localhost:${(server.address() as AddressInfo).port}`;
	}

	close(): void {
		for (const server of this.servers) {
			server.close();
			server.closeAllConnections();
		}
	}
}
