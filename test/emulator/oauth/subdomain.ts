import { json, problem, type IncomingCall, type Reply } from '../net/message';
import type { World } from '../state/world';
import { GrantTrouble } from './grants';

/** Where a renamed account lives now. amocrm.ru/developers: oauth/account-subdomain-info. */
export function answerShard(world: World, call: IncomingCall): Reply {
	if (call.path !== '/oauth2/account/current/subdomain') return problem(404, 'Not found');
	if (call.method !== 'GET') return problem(405, 'Use GET');
	try {
		const owner = world.grants.ownerOfRefreshToken(call.headers['x-refresh-token'] ?? '');
		const account = world.accountById(owner.accountId);
		if (!account || owner.apiDomain !== call.host) return problem(401, 'Unknown token');
		const { id, subdomain, domain, baseDomain } = account.info;
		return json(200, { id, subdomain, domain, top_level_domain: baseDomain.split('.').pop() });
	} catch (error) {
		if (error instanceof GrantTrouble) return problem(401, 'The refresh token is not valid');
		throw error;
	}
}
