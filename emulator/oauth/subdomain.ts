import { bearerOf } from '../api/serve';
import { json, problem, Refusal, type IncomingCall, type Reply } from '../net/message';
import { platformOf, type World } from '../state/world';
import type { TokenSubject } from './claims';
import { GrantTrouble } from './grants';

/** Where a renamed account lives now. amocrm.ru/developers: oauth/account-subdomain-info. */
function answerSubdomain(world: World, { accountId }: TokenSubject): Reply {
	const account = world.accountById(accountId);
	if (!account) return problem(401, 'Unknown token');
	const { id, subdomain, domain, baseDomain } = account.info;
	return json(200, { id, subdomain, domain, top_level_domain: baseDomain.split('.').pop() });
}

/** By the refresh token, at the host that the access token names. */
export function answerShard(world: World, call: IncomingCall): Reply {
	if (call.path !== '/oauth2/account/current/subdomain') return problem(404, 'Not found');
	if (call.method !== 'GET') return problem(405, 'Use GET');
	try {
		const owner = world.grants.ownerOfRefreshToken(call.headers['x-refresh-token'] ?? '');
		if (owner.apiDomain !== call.host) return problem(401, 'Unknown token');
		return answerSubdomain(world, owner);
	} catch (error) {
		if (error instanceof GrantTrouble) return problem(401, 'The refresh token is not valid');
		throw error;
	}
}

export const OLD_SUBDOMAIN_PATH = '/oauth2/account/subdomain';

/** The older way, by the access token, at the platform's own site. */
export function answerOldSubdomain(world: World, call: IncomingCall): Reply {
	if (call.method !== 'GET') return problem(405, 'Use GET');
	const owner = bearerOf(world, call);
	const isOurs = platformOf(owner.baseDomain) === platformOf(call.host.replace(/^www\./, ''));
	if (!isOurs) throw new Refusal(problem(401, 'Unknown token'));
	return answerSubdomain(world, owner);
}
