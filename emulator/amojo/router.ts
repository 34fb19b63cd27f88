import type { PublicStage } from '../control/stage';
import type { IncomingCall, Reply } from '../net/message';
import type { World } from '../state/world';
import type { Channel, LogEntry, Platform } from '../types';
import {
	connect,
	createChat,
	disconnect,
	history,
	react,
	receive,
	refusal,
	setDeliveryStatus,
	type,
	type ChannelCall,
	type ScopeCall,
} from './calls';
import { faultOfSignature } from './signature';

/**
 * Kommo's own pages have its own host, amoCRM's page has amojo.amocrm.com for the accounts of amocrm.com, which are
 * Kommo's today.
 */
const HOSTS: Record<string, Platform> = {
	'amojo.amocrm.ru': 'amocrm',
	'amojo.amocrm.com': 'kommo',
	'amojo.kommo.com': 'kommo',
};

const ROOT = '/v2/origin/custom/';

/** Below the channel's id or the scope's; what stands in brackets is the `name` of the call. */
interface Route<Call> {
	method: string;
	path: RegExp;
	run(call: Call): Reply;
}

const OF_CHANNEL: Array<Route<ChannelCall>> = [
	{ method: 'POST', path: /^connect$/, run: connect },
	{ method: 'DELETE', path: /^disconnect$/, run: disconnect },
];

const OF_SCOPE: Array<Route<ScopeCall>> = [
	{ method: 'POST', path: /^$/, run: receive },
	{ method: 'POST', path: /^chats$/, run: createChat },
	{ method: 'GET', path: /^chats\/([^/]+)\/history$/, run: history },
	{ method: 'POST', path: /^typing$/, run: type },
	{ method: 'POST', path: /^react$/, run: react },
	{ method: 'POST', path: /^([^/]+)\/delivery_status$/, run: setDeliveryStatus },
];

function route<Call>(routes: Array<Route<Call>>, method: string, below: string) {
	const there = routes.filter(({ path }) => path.test(below));
	if (there.length === 0) throw refusal(404, 'There is no such call');
	const found = there.find((one) => one.method === method);
	if (!found) throw refusal(405, `Not by ${method}`);
	return { run: found.run, name: decodeURIComponent(found.path.exec(below)?.[1] ?? '') };
}

function readBody({ body }: IncomingCall): unknown {
	if (body === '') return undefined;
	try {
		return JSON.parse(body) as unknown;
	} catch {
		throw refusal(400, 'The body is not valid JSON');
	}
}

function channelAt(world: World, { host }: IncomingCall, id: string): Channel {
	const channel = world.channels.find(id);
	if (channel?.platform !== HOSTS[host]) throw refusal(404, 'There is no such channel');
	return channel;
}

/** No Bearer here: a call is believed by its signature alone. amocrm.ru/developers: chats/chat-start. */
export function answerAmojo(stage: PublicStage, call: IncomingCall, entry: LogEntry): Reply {
	const { world } = stage;
	if (!call.path.startsWith(ROOT)) throw refusal(404, 'There is no such call');
	const [id, ...rest] = call.path.slice(ROOT.length).split('/');
	const channel = channelAt(world, call, id.split('_')[0]);
	entry.integrationId = channel.integrationId;
	const now = world.clock.seconds();
	const fault = faultOfSignature(call, channel.secret, now);
	if (fault !== undefined) throw refusal(403, fault);
	const below = rest.join('/');
	const common = { world, channel, now, query: call.query };
	if (id === channel.id) {
		const { run, name } = route(OF_CHANNEL, call.method, below);
		return run({ ...common, name, body: readBody(call) });
	}
	const scope = world.channels.scope(id);
	if (!scope) throw refusal(404, 'The channel is not connected to this account');
	entry.accountId = scope.account.info.id;
	const { run, name } = route(OF_SCOPE, call.method, below);
	const { account } = scope;
	const reply = run({ ...common, scope, account, name, body: readBody(call) });
	stage.announce(account);
	return reply;
}
