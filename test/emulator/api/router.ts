import { HAL, type ApiCall, type Endpoint } from './kit';
import { frontPage, problem, Refusal, type IncomingCall, type Reply } from '../net/message';
import type { LogEntry } from '../types';
import type { AccountState } from '../state/account';
import type { World } from '../state/world';
import { accountEndpoints } from './accountInfo';
import { callEndpoints } from './calls';
import { companyEndpoints } from './companies';
import { complexEndpoints } from './complex';
import { contactEndpoints } from './contacts';
import { currencyEndpoints } from './currencies';
import { customFieldEndpoints } from './customFields';
import { leadEndpoints } from './leads';
import { linkEndpoints } from './links';
import { lossReasonEndpoints } from './lossReasons';
import { pipelineEndpoints } from './pipelines';
import { noteEndpoints } from './notes';
import { eventEndpoints } from './events';
import { roleEndpoints } from './roles';
import { shortLinkEndpoints } from './shortLinks';
import { sourceEndpoints } from './sources';
import { stageEndpoints } from './stages';
import { subscriptionEndpoints } from './subscriptions';
import { allTagEndpoints } from './tags';
import { taskEndpoints } from './tasks';
import { unsortedEndpoints } from './unsorted';
import { sortingEndpoints } from './unsortedSorting';
import { userEndpoints } from './users';
import { webhookEndpoints } from './webhooks';
import { websiteButtonEndpoints } from './websiteButtons';
import { widgetEndpoints } from './widgets';

/** Every endpoint there is. A new family is one file and one line here. */
const ENDPOINTS: Endpoint[] = [
	...accountEndpoints,
	...userEndpoints,
	...roleEndpoints,
	...leadEndpoints,
	...complexEndpoints,
	...pipelineEndpoints,
	...stageEndpoints,
	...lossReasonEndpoints,
	...contactEndpoints,
	...companyEndpoints,
	...allTagEndpoints,
	...customFieldEndpoints,
	...linkEndpoints,
	...taskEndpoints,
	...noteEndpoints,
	...eventEndpoints,
	...unsortedEndpoints,
	...sortingEndpoints,
	...callEndpoints,
	...webhookEndpoints,
	...sourceEndpoints,
	...websiteButtonEndpoints,
	...widgetEndpoints,
	...shortLinkEndpoints,
	...subscriptionEndpoints,
	...currencyEndpoints,
];

const BASE = '/api/v4';

interface Route {
	endpoint: Endpoint;
	shape: RegExp;
	names: string[];
}

function compile(endpoint: Endpoint): Route {
	const names: string[] = [];
	const { base = BASE, path } = endpoint;
	const shape = `${base}${path}`.replace(
		/:(\w+)(\*?)/g,
		(_whole, name: string, anyText: string) => {
			names.push(name);
			return anyText ? '([^/]+)' : '(\\d+)';
		},
	);
	return { endpoint, shape: new RegExp(`^${shape}/?$`), names };
}

/** Addresses with fewer blanks first: `/custom_fields/groups` is not a field. */
const ROUTES = ENDPOINTS.map(compile).sort((a, b) => a.names.length - b.names.length);

function findRoute(method: string, path: string) {
	const hits = ROUTES.map((route) => ({ ...route, match: route.shape.exec(path) })).filter(
		({ match }) => match,
	);
	if (hits.length === 0) throw new Refusal(problem(404, 'Not found'));
	const hit = hits.find(({ endpoint }) => endpoint.method === method);
	if (!hit) throw new Refusal(problem(405, `${method} is not allowed here`));
	const values = (hit.match ?? []).slice(1);
	const params = Object.fromEntries(hit.names.map((name, index) => [name, values[index]]));
	return { endpoint: hit.endpoint, params };
}

function readBody({ body, headers, method }: IncomingCall): unknown {
	if (method === 'GET' || body === '') return undefined;
	const type = (headers['content-type'] ?? '').split(';')[0].trim();
	if (type !== 'application/json' && type !== HAL) {
		throw new Refusal(problem(400, 'The body must be sent as application/json'));
	}
	try {
		return JSON.parse(body) as unknown;
	} catch {
		throw new Refusal(problem(400, 'The body is not valid JSON'));
	}
}

const unauthorized = () => new Refusal(problem(401, 'The access token is not valid'));

/** Whom the Bearer token speaks for in this account. amocrm.ru/developers: oauth/oauth. */
function authorize(world: World, call: IncomingCall, account: AccountState, entry: LogEntry) {
	const [, token] = /^Bearer (\S+)$/.exec(call.headers.authorization ?? '') ?? [];
	const subject = token ? world.grants.bearer(token) : undefined;
	if (!subject || subject.accountId !== account.info.id) throw unauthorized();
	entry.integrationId = subject.integrationId;
	admit(world, subject.integrationId, account.info.id);
	if (!subject.scopes.includes('crm')) {
		throw new Refusal(problem(403, 'The integration lacks the scope crm'));
	}
	const userId = Number(call.headers['x-context-user-id'] ?? subject.userId);
	const user = account.collection('users').get(userId);
	const { is_admin, is_active } = (user?.rights ?? {}) as Record<string, unknown>;
	if (is_active !== true) throw unauthorized();
	return { integrationId: subject.integrationId, userId, isAdmin: is_admin === true };
}

function admit(world: World, integrationId: string, accountId: number): void {
	const verdict = world.limits.admit(integrationId, accountId);
	if (verdict === 'blocked') throw new Refusal(frontPage(403, 'Forbidden'));
	if (verdict === 'tooMany') throw new Refusal(frontPage(429, 'Too Many Requests'));
}

/** `https://<account>/api/…` */
export function answerApi(world: World, call: IncomingCall, entry: LogEntry): Reply {
	const account = world.accountAt(call.host);
	if (!account) {
		throw new Refusal(problem(401, 'There is no account at this address', { error_code: 101 }));
	}
	entry.accountId = account.info.id;
	const actor = authorize(world, call, account, entry);
	const { endpoint, params } = findRoute(call.method, call.path);
	if (endpoint.adminOnly && !actor.isAdmin) {
		throw new Refusal(problem(403, 'Only an admin may do this'));
	}
	const apiCall: ApiCall = {
		...actor,
		account,
		now: world.clock.seconds(),
		host: call.host,
		path: call.path,
		params,
		query: call.query,
		body: readBody(call),
	};
	return endpoint.run(apiCall);
}
