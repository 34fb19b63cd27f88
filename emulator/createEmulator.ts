import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChannelHooks } from './amojo/hooks';
import { makeCommands, type ControlApi } from './control/commands';
import { ControlServer } from './control/server';
import { DeliveryQueue } from './deliveries/queue';
import { Subscriptions } from './deliveries/subscriptions';
import { makeTestAuthority, type TestAuthority } from './net/certificates';
import type { Rooms } from './net/exchange';
import { Fronts } from './net/fronts';
import { CHAT_HOOK_LIMIT_MS, HookSender, WEBHOOK_LIMIT_MS } from './net/hooks';
import { AmoCrmProxy } from './net/proxy';
import { makeTokenSigner } from './oauth/claims';
import { makeRooms } from './rooms';
import type { AccountState } from './state/account';
import { World } from './state/world';
import type { EmulatorAddress } from './types';

export interface EmulatorOptions {
	/** 0: any free port. */
	proxyPort?: number;
	controlPort?: number;
	/** Where the test CA's certificate is written; a temporary file unless given. */
	caFile?: string;
	/** How long a builder's server may take; amoCRM's own limits unless given. */
	hookLimitMs?: number;
}

export interface Emulator {
	/** The control interface without the network in between. */
	control: ControlApi;
	rooms: Rooms;
	start(): Promise<EmulatorAddress>;
	stop(): Promise<void>;
}

export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
	const world = new World(await makeTokenSigner());
	const hooks = new HookSender(world.log, options.hookLimitMs);
	const webhooks = new HookSender(world.log, options.hookLimitMs ?? WEBHOOK_LIMIT_MS);
	const queue = new DeliveryQueue(world.clock, webhooks);
	const subscriptions = new Subscriptions(world.clock, queue);
	const chatHooks = new HookSender(world.log, options.hookLimitMs ?? CHAT_HOOK_LIMIT_MS);
	const channelQueue = new DeliveryQueue(world.clock, chatHooks);
	const channelHooks = new ChannelHooks(world.channels, world.clock, channelQueue);
	const fronts = new Fronts();
	let authority: TestAuthority | undefined;
	const stage = {
		world,
		hooks,
		webhooks,
		queue,
		channelQueue,
		announce(account: AccountState) {
			subscriptions.announce(account);
			channelHooks.announce(account);
		},
		async openFront(port: number) {
			if (!authority) throw new Error('The emulator has not been started');
			return await fronts.open(authority, port);
		},
	};
	const rooms = makeRooms(stage);
	const control = makeCommands(stage);
	let proxy: AmoCrmProxy | undefined;
	const controlServer = new ControlServer(control);
	return {
		control,
		rooms,
		async start() {
			authority = await makeTestAuthority();
			for (const sender of [hooks, webhooks, chatHooks]) sender.trusted = [authority.caPem];
			proxy = new AmoCrmProxy({
				authority,
				rooms,
				onRefused: (call) => world.log.add({ kind: 'refused', ...call, status: 403 }),
			});
			const proxyPort = await listening('proxy', proxy, options.proxyPort);
			const controlPort = await listening('control', controlServer, options.controlPort);
			const caFile =
				options.caFile ?? join(mkdtempSync(join(tmpdir(), 'amocrm-emulator-')), 'ca.pem');
			writeFileSync(caFile, authority.caPem);
			return {
				proxyUrl: `http://127.0.0.1:${proxyPort}`,
				controlUrl: `http://127.0.0.1:${controlPort}`,
				caFile,
			};
		},
		async stop() {
			queue.clear();
			channelQueue.clear();
			fronts.close();
			await Promise.allSettled([proxy?.close(), controlServer.close()]);
		},
	};
}

interface Listener {
	listen(port: number): Promise<number>;
}

async function listening(what: string, server: Listener, port = 0): Promise<number> {
	try {
		return await server.listen(port);
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		const reason = code === 'EADDRINUSE' ? 'it is in use by another program' : message;
		throw new Error(`The emulator's ${what} port ${port} can't be opened: ${reason}`);
	}
}
