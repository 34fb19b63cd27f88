import { jsonHook, type HookSender } from '../net/hooks';
import { checkAddress, type World } from '../state/world';
import type { Delivery, Integration } from '../types';
import { redirectAfterConsent, redirectAfterRefusal, type Decision } from './redirect';

/** What a button without `data-client-id` says. amocrm.ru/developers: oauth/button. */
export interface ExternalRequest extends Pick<Decision, 'state' | 'sendsClientId'> {
	/** The account that the person chooses. */
	subdomain: string;
	name: string;
	redirectUri: string;
	/** Told the new integration's secret. */
	secretsUri: string;
	/** Set by the account's admin in the integration made. */
	disableUri?: string;
	scopes?: string[];
	decision?: Decision['decision'];
}

/** Nulls where the person refused: nothing was made and nobody told. */
export interface ExternalResult {
	redirectUrl: string;
	integration: Integration | null;
	delivery: Delivery | null;
}

/** All that such an integration may ask for. amocrm.ru/developers: oauth/button. */
const SCOPES = ['crm', 'notifications'];

/** Each consent makes an integration; the browser moves on only when its secret has been delivered. */
export async function authorizeExternal(
	world: World,
	hooks: HookSender,
	asked: ExternalRequest,
): Promise<ExternalResult> {
	const { subdomain, name, redirectUri, secretsUri, disableUri, scopes = SCOPES, state } = asked;
	const { info } = world.account(subdomain);
	checkAddress(redirectUri);
	checkAddress(secretsUri);
	checkScopes(scopes);
	if (asked.decision === 'deny') {
		const redirectUrl = redirectAfterRefusal(redirectUri, { state });
		return { redirectUrl, integration: null, delivery: null };
	}
	const integration = world.createIntegration({
		name,
		redirectUri,
		...(disableUri === undefined ? {} : { disableUri }),
		scopes,
		platform: info.platform,
		isPublic: false,
		ownerAccount: info.subdomain,
	});
	const { id: integrationId, secret } = integration;
	const secrets = { client_id: integrationId, client_secret: secret, state: state ?? null };
	const party = { integrationId, accountId: info.id };
	const delivery = await hooks.send(secretsUri, party, jsonHook(secrets));
	const redirectUrl = redirectAfterConsent(world, {
		integrationId,
		account: info.domain,
		state,
		decision: 'allow',
		sendsClientId: asked.sendsClientId,
	});
	return { redirectUrl, integration, delivery };
}

function checkScopes(scopes: string[]): void {
	const other = scopes.find((scope) => !SCOPES.includes(scope));
	if (other !== undefined) {
		throw new Error(`An external integration can't ask for "${other}", only ${SCOPES.join(', ')}`);
	}
}
