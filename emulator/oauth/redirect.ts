import { withQuery, type Query } from '../net/hooks';
import type { World } from '../state/world';

export interface Decision {
	integrationId: string;
	/** The account's subdomain or whole domain. */
	account: string;
	state?: string;
	decision: 'allow' | 'deny';
	/** Guess: whether it is sent. amoCRM's documentation leaves `client_id` out, Kommo's has it. */
	sendsClientId?: boolean;
}

const PLATFORM_NUMBER = { amocrm: '1', kommo: '2' };

/** Where a person's browser goes after consent. amocrm.ru/developers: oauth/oauth. */
export function redirectAfterConsent(world: World, asked: Decision): string {
	const { integrationId, account, state, decision, sendsClientId = true } = asked;
	const { redirectUri } = world.integration(integrationId);
	const echo = { state, ...(sendsClientId ? { client_id: integrationId } : {}) };
	if (decision === 'deny') return redirectAfterRefusal(redirectUri, echo);
	return withQuery(redirectUri, { ...codeQuery(world, integrationId, account), ...echo });
}

export const redirectAfterRefusal = (redirectUri: string, echo: Query): string =>
	withQuery(redirectUri, { error: 'access_denied', ...echo });

/** What amoCRM tells the Redirect URI about a fresh grant. */
export function codeQuery(world: World, integrationId: string, name: string) {
	const { code, account } = world.grantCode(integrationId, name);
	return {
		code,
		referer: account.info.domain,
		platform: PLATFORM_NUMBER[account.info.platform],
	};
}
