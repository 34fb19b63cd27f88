import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CleanUps } from '../../../tools/system/cleanUps';
import type { N8n, StartN8n } from '../../../tools/n8n/n8n';
import { packPackage } from '../../../tools/system/pack';
import { printLine } from '../../../tools/system/progress';
import type { Service } from '../../../tools/n8n/service';
import { temporaryFolder } from '../../../tools/system/temporaryFolder';
import { addressOf, Environment } from '../../../tools/n8n/environment';
import { publishAddress } from './address';

/** What tests, which run apart from n8n's processes, may ask of one of them. */
const acts: Record<string, (process: Service) => Promise<unknown>> = {
	start: async (process) => await process.start(),
	stop: async (process) => await process.stop(),
	kill: async (process) => await process.kill(),
	restart: async (process) => await process.restart(),
	output: async (process) => process.output(),
};

async function openDoors({ processes }: N8n): Promise<{ server: Server; url: string }> {
	const server = createServer((request, response) => {
		const [, name, act] = (request.url ?? '').split('/');
		if (processes[name] === undefined || acts[act] === undefined) {
			response.writeHead(404).end(`There is no http ${request.url}.`);
			return;
		}
		acts[act](processes[name]).then(
			(text) => response.end(text),
			(error: Error) => response.writeHead(500).end(error.message),
		);
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Owns what the tests of one project stand on: one emulator, one n8n with the package in it, and the doors to them. */
export class StageHost {
	private readonly cleanUps = new CleanUps();

	constructor(private readonly startN8n: StartN8n) {}

	async open(): Promise<void> {
		try {
			await this.setUp();
		} catch (error) {
			await this.close();
			throw error;
		}
	}

	async close(): Promise<void> {
		await this.cleanUps.run();
	}

	private async setUp(): Promise<void> {
		const tarball = process.env.E2E_TARBALL ?? (await packPackage(printLine));
		const folder = await temporaryFolder('n8n-e2e');
		this.cleanUps.add(() => folder.remove());
		const environment = new Environment(this.startN8n);
		this.cleanUps.add(async () => await environment.close());
		const { emulator, n8n } = await environment.open({ folder: folder.path, tarball });
		const { server, url } = await openDoors(n8n);
		this.cleanUps.add(() => server.close());
		publishAddress({
			hostUrl: url,
			emulator: addressOf(emulator),
			n8n: { url: n8n.url, folder: n8n.folder, session: await n8n.api.session() },
		});
	}
}
