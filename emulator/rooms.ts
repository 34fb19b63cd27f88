import type { LogEntry } from './types';
import { answerAmojo } from './amojo/router';
import { answerDrive } from './api/drive/router';
import { answerApi } from './api/router';
import type { PublicStage } from './control/stage';
import type { Handled, Rooms } from './net/exchange';
import { roomOf } from './net/hosts';
import {
	frontPage,
	json,
	problem,
	Refusal,
	writeBrackets,
	type IncomingCall,
	type Reply,
} from './net/message';
import { answerConsent } from './oauth/consent';
import { answerOldSubdomain, answerShard, OLD_SUBDOMAIN_PATH } from './oauth/subdomain';
import { answerTokenRequest, readTokenBody } from './oauth/tokenEndpoint';
import type { LeftAddress } from './state/world';
import { answerCrmPage } from './widgets/crmPages';
import { answerFrontend } from './widgets/frontend';
import { answerWidgetPage, WIDGET_PAGE } from './widgets/page';

/** Leads each request to the room behind its host and path. */
export function makeRooms(stage: PublicStage): Rooms {
	const { world } = stage;
	return {
		note: ({ method, host, path, query, headers, body }) =>
			world.log.add({ kind: 'request', method, host, path, query, headers, body, status: null }),
		takeFault(call) {
			const { host, path, method } = call;
			return world.faults.take({ host, path, method, grantType: grantTypeOf(call) });
		},
		async handle(call, entry) {
			const handled = await handle(stage, call, entry);
			const account = world.accountAt(call.host);
			if (account) stage.announce(account);
			return handled;
		},
	};
}

const TOKEN_PATH = '/oauth2/access_token';

function grantTypeOf(call: IncomingCall): string | undefined {
	if (call.path !== TOKEN_PATH) return undefined;
	const { grant_type: grantType } = readTokenBody(call);
	return typeof grantType === 'string' ? grantType : undefined;
}

async function handle(stage: PublicStage, call: IncomingCall, entry: LogEntry): Promise<Handled> {
	const isApi = call.path.startsWith('/api/') || roomOf(call.host) === 'drive';
	const latencyMs = isApi ? stage.world.latencyMs : 0;
	try {
		return { reply: await answer(stage, call, entry), latencyMs };
	} catch (error) {
		if (error instanceof Refusal) return { reply: error.reply, latencyMs };
		const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
		return { reply: json(500, { title: 'The emulator failed', detail }), latencyMs };
	}
}

/** Guess: what an account's former address says, one of these. */
function answerLeft({ status, domain }: LeftAddress, { path, query }: IncomingCall): Reply {
	if (status === 410) return frontPage(410, 'Gone');
	const search = writeBrackets(query);
	const location = `https://${domain}${path}${search === '' ? '' : `?${search}`}`;
	return { status, headers: { location }, body: '' };
}

async function answer(stage: PublicStage, call: IncomingCall, entry: LogEntry): Promise<Reply> {
	const { world } = stage;
	const room = roomOf(call.host);
	if (room === 'consent' && call.path === OLD_SUBDOMAIN_PATH) {
		return answerOldSubdomain(world, call);
	}
	if (room === 'consent') return answerConsent(world, call);
	if (room === 'shard') return answerShard(world, call);
	if (room === 'drive') return answerDrive(world, call, entry);
	if (room === 'amojo') return answerAmojo(stage, call, entry);
	const left = world.leftAddress(call.host);
	if (left) return answerLeft(left, call);
	if (call.path === TOKEN_PATH) return await answerTokenRequest(world, call, entry);
	if (call.path.startsWith('/api/')) return answerApi(world, call, entry);
	if (call.path === WIDGET_PAGE) return await answerWidgetPage(world, call);
	const shown = answerCrmPage(world, call) ?? (await answerFrontend(stage, call));
	return shown ?? problem(404, 'Not found');
}
