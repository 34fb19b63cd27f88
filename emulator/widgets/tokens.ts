import { randomUUID } from 'node:crypto';
import { SignJWT, type JWTPayload } from 'jose';
import type { World } from '../state/world';
import type { Place } from '../types';

/** Tokens that a widget's calls bring along. amocrm.ru/developers: oauth/disposable-tokens, digital_pipeline/salesbot. */
const LIFE = 30 * 60;

/** The official client reads bots' tokens as HS512: github.com/amocrm/amocrm-api-php. */
export type Algorithm = 'HS256' | 'HS512';

/** With the claims that all such tokens have. */
async function sign(world: World, place: Place, more: JWTPayload, alg: Algorithm): Promise<string> {
	const { id, secret, redirectUri } = world.integration(place.integrationId);
	const { info } = world.account(place.subdomain);
	const now = world.clock.seconds();
	const claims = {
		iss: `https://${info.domain}`,
		aud: new URL(redirectUri).origin,
		iat: now,
		nbf: now,
		exp: now + LIFE,
		account_id: info.id,
		subdomain: info.subdomain,
		client_uuid: id,
		...more,
	};
	const token = new SignJWT(claims).setProtectedHeader({ typ: 'JWT', alg });
	return await token.sign(Buffer.from(secret));
}

/** What the widget's script in a person's browser shows to the builder's server. */
export async function widgetToken(world: World, asked: Place & { userId?: number }) {
	world.checkInstalled(asked);
	return await signWidgetToken(world, asked);
}

/** Also for the window in which the widget is being installed. */
export async function signWidgetToken(world: World, asked: Place & { userId?: number }) {
	const userId = asked.userId ?? world.account(asked.subdomain).info.adminUserId;
	return await sign(world, asked, { jti: randomUUID(), user_id: userId }, 'HS256');
}

/** What a bot is working on. */
export interface BotSubject {
	entity_type: string;
	entity_id: number;
	bot_type: number;
}

export const botToken = async (
	world: World,
	place: Place,
	subject: BotSubject,
	algorithm: Algorithm = 'HS512',
) => {
	world.checkInstalled(place);
	return await sign(world, place, { ...subject }, algorithm);
};
