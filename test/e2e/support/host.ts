import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { N8n } from '../../../playground/lib/n8n';
import { packPackage } from '../../../playground/lib/pack';
import { printLine } from '../../../playground/lib/progress';
import { addressOf, World } from '../../../playground/lib/world';
import { publishAddress } from './address';

/** What tests, which run apart from n8n's process, may ask for. */
function doors(n8n: N8n): Record<string, () => Promise<string>> {
	const silent = (act: () => Promise<void>) => async () => {
		await act();
		return '';
	};
	return {
		'/start': silent(async () => await n8n.start()),
		'/stop': silent(async () => await n8n.stop()),
		'/kill': silent(async () => await n8n.kill()),
		'/restart': silent(async () => await n8n.restart()),
		'/output': async () => n8n.output(),
	};
}

async function openDoors(n8n: N8n): Promise<{ server: Server; url: string }> {
	const handlers = doors(n8n);
	const server = createServer((request, response) => {
		const handler = handlers[request.url ?? ''];
		if (handler === undefined) {
			response.writeHead(404).end();
			return;
		}
		handler().then(
			(text) => response.end(text),
			(error: Error) => response.writeHead(500).end(error.message),
		);
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Owns what one e2e run stands on: one emulator, one n8n with the package in it, and the doors to them. */
export class StageHost {
	private readonly cleanUps: Array<() => Promise<unknown>> = [];

	async open(): Promise<void> {
		const tarball = process.env.E2E_TARBALL ?? (await packPackage(printLine));
		const folder = await mkdtemp(join(tmpdir(), 'n8n-e2e-'));
		this.cleanUps.push(async () => await rm(folder, { recursive: true, force: true }));
		const world = new World();
		this.cleanUps.push(async () => await world.close());
		const { emulator, n8n } = await world.open({ folder, tarball });
		const { server, url } = await openDoors(n8n);
		this.cleanUps.push(async () => server.close());
		publishAddress({
			hostUrl: url,
			emulator: addressOf(emulator),
			n8n: {
				url: n8n.url,
				port: n8n.port,
				folder: n8n.folder,
				session: await n8n.api.session(),
			},
		});
	}

	async close(): Promise<void> {
		for (const cleanUp of this.cleanUps.reverse()) await cleanUp();
	}
}
