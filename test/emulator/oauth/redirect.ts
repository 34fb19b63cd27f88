import { withQuery } from '../net/hooks';
import type { World } from '../state/world';

export interface Decision {
	integrationId: string;
	/** The account's subdomain or whole domain. */
	account: string;
	state?: string;
	decision: 'allow' | 'deny';
}

const PLATFORM_NUMBER = { amocrm: '1', kommo: '2' };

/** Where a person's browser goes after consent. amocrm.ru/developers: oauth/oauth. */
export function redirectAfterConsent(world: World, asked: Decision): string {
	const { redirectUri } = world.integration(asked.integrationId);
	const common: Record<string, string> = { client_id: asked.integrationId };
	if (asked.state !== undefined) common.state = asked.state;
	if (asked.decision === 'deny') {
		return withQuery(redirectUri, { error: 'access_denied', ...common });
	}
	return withQuery(redirectUri, {
		...codeQuery(world, asked.integrationId, asked.account),
		...common,
	});
}

/** What amoCRM tells the Redirect URI about a fresh grant. */
export function codeQuery(world: World, integrationId: string, name: string) {
	const { code, account } = world.grantCode(integrationId, name);
	return {
		code,
		referer: account.info.domain,
		client_id: integrationId,
		platform: PLATFORM_NUMBER[account.info.platform],
	};
}
