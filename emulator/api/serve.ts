import { frontPage, Refusal, type IncomingCall, type Reply } from '../net/message';
import type { TokenSubject } from '../oauth/claims';
import type { AccountState } from '../state/account';
import type { World } from '../state/world';
import type { LogEntry } from '../types';
import { HAL, refuse } from './kit';
import { findRoute, type Route } from './routes';

/** Endpoints that share a root and a right. */
export interface Api {
	root: string;
	/** What the integration must have been granted. amocrm.ru/developers: oauth/scopes. */
	scope: string;
	routes: Route[];
}

const unauthorized = () => refuse(401, 'The access token is not valid');

export function bearerOf(world: World, { headers }: IncomingCall): TokenSubject {
	const [, token] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? [];
	const subject = token ? world.grants.bearer(token) : undefined;
	if (!subject) throw unauthorized();
	return subject;
}

/** Counts the call against the limits. */
export function admit(world: World, integrationId: string, accountId: number): void {
	const verdict = world.limits.admit(integrationId, accountId);
	if (verdict === 'blocked') throw new Refusal(frontPage(403, 'Forbidden'));
	if (verdict === 'tooMany') throw new Refusal(frontPage(429, 'Too Many Requests'));
}

/** Whom the Bearer token speaks for in this account. amocrm.ru/developers: oauth/oauth. */
function authorize(world: World, call: IncomingCall, account: AccountState, entry: LogEntry) {
	const { integrationId, accountId, userId: ownId, scopes } = bearerOf(world, call);
	if (accountId !== account.info.id) throw unauthorized();
	entry.integrationId = integrationId;
	admit(world, integrationId, accountId);
	const userId = Number(call.headers['x-context-user-id'] ?? ownId);
	const user = account.collection('users').get(userId);
	const { is_admin, is_active } = (user?.rights ?? {}) as Record<string, unknown>;
	if (is_active !== true) throw unauthorized();
	return { integrationId, userId, isAdmin: is_admin === true, scopes };
}

function readBody({ body, headers, method }: IncomingCall): unknown {
	if (method === 'GET' || body === '') return undefined;
	const type = (headers['content-type'] ?? '').split(';')[0].trim();
	if (type !== 'application/json' && type !== HAL) {
		throw refuse(400, 'The body must be sent as application/json');
	}
	try {
		return JSON.parse(body) as unknown;
	} catch {
		throw refuse(400, 'The body is not valid JSON');
	}
}

export function serve(
	world: World,
	{ root, scope, routes }: Api,
	account: AccountState,
	call: IncomingCall,
	entry: LogEntry,
): Reply {
	entry.accountId = account.info.id;
	const { scopes, ...actor } = authorize(world, call, account, entry);
	const demand = (wanted: string) => {
		if (!scopes.includes(wanted)) throw refuse(403, `The integration lacks the scope ${wanted}`);
	};
	demand(scope);
	const { method, host, path, query, headers } = call;
	const below = path.slice(root.length);
	const { endpoint, params } = findRoute(routes, method, below, account.info.platform);
	if (endpoint.scope) demand(endpoint.scope);
	// Reads go on for a month: developers.kommo.com, error codes.
	if (!account.behaviour.isPaid && method !== 'GET') throw refuse(402, 'The account is not paid');
	if (endpoint.adminOnly && !actor.isAdmin) throw refuse(403, 'Only an admin may do this');
	const body = readBody(call);
	const now = world.clock.seconds();
	return endpoint.run({ ...actor, account, now, host, root, path, params, query, headers, body });
}
