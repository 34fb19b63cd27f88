import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { readCall } from '../../emulator/net/exchange';
import type { IncomingCall } from '../../emulator/net/message';

/** What arrives at a port of this machine, from amoCRM or from the emulator. Everything is answered with 200 at once. */
export class Inbox {
	private calls: IncomingCall[] = [];
	private noticed: () => void = () => undefined;

	private constructor(private readonly server: Server) {}

	/**
	 * @param port 0: any
	 * @throws Error in one sentence if the port is in use
	 */
	static async open(port: number): Promise<Inbox> {
		const server = createServer();
		const inbox = new Inbox(server);
		server.on('request', (request, response) => {
			readCall(request, request.headers.host ?? '').then(
				(call) => {
					inbox.calls.push(call);
					response.end('ok');
					inbox.noticed();
				},
				() => request.destroy(),
			);
		});
		server.listen(port, '127.0.0.1');
		await once(server, 'listening').catch(({ code }: NodeJS.ErrnoException) => {
			throw new Error(`Port ${port} cannot be listened on (${code}). Name another by --listen.`);
		});
		return inbox;
	}

	get address(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	/** Takes out what has come of this kind. */
	take(isWanted: (call: IncomingCall) => boolean): IncomingCall[] {
		const taken = this.calls.filter(isWanted);
		this.calls = this.calls.filter((call) => !taken.includes(call));
		return taken;
	}

	/** Waits until enough has come, or for so long. */
	async wait(isEnough: () => boolean, patienceMs: number): Promise<void> {
		if (isEnough()) return;
		await new Promise<void>((resolve) => {
			const timer = setTimeout(resolve, patienceMs);
			this.noticed = () => {
				if (!isEnough()) return;
				clearTimeout(timer);
				resolve();
			};
		});
		this.noticed = () => undefined;
	}

	close(): void {
		this.server.closeAllConnections();
		this.server.close();
	}
}

/** The emulator's calls come below this path, so that they are told from the account's. */
export const EMULATOR_PATH = '/of-the-emulator';

export const isOfEmulator = ({ path }: IncomingCall): boolean => path.startsWith(EMULATOR_PATH);
