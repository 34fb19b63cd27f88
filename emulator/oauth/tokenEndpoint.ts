import type { LogEntry } from '../types';
import {
	frontPage,
	json,
	problem,
	readBrackets,
	Refusal,
	type IncomingCall,
	type Reply,
} from '../net/message';
import type { AccountState } from '../state/account';
import type { World } from '../state/world';
import { ACCESS_LIFE, GrantTrouble, type Party } from './grants';
import { badParameter, grantRefusal, TokenRefusal, wrongClient } from './problems';

type Body = Record<string, unknown>;

/** JSON as documented; a form is taken too. amocrm.ru/developers: oauth/step-by-step. */
export function readTokenBody({ headers, body }: IncomingCall): Body {
	const type = headers['content-type'] ?? '';
	if (type.startsWith('application/x-www-form-urlencoded')) return readBrackets(body);
	if (!type.startsWith('application/json')) return {};
	try {
		const value: unknown = JSON.parse(body);
		return typeof value === 'object' && value !== null ? (value as Body) : {};
	} catch {
		return {};
	}
}

function text(body: Body, name: string): string {
	const value = body[name];
	if (typeof value !== 'string' || value === '') throw badParameter(name);
	return value;
}

/** `POST /oauth2/access_token` on an account's own host. */
export async function answerTokenRequest(
	world: World,
	call: IncomingCall,
	entry: LogEntry,
): Promise<Reply> {
	if (call.method !== 'POST') throw new Refusal(problem(405, 'Use POST'));
	const account = world.accountAt(call.host);
	if (!account) throw new Refusal(problem(404, 'Account not found'));
	try {
		const { accessToken, refreshToken } = await giveTokens(
			world,
			account,
			readTokenBody(call),
			entry,
		);
		return json(200, {
			token_type: 'Bearer',
			expires_in: ACCESS_LIFE,
			access_token: accessToken,
			refresh_token: refreshToken,
			server_time: world.clock.seconds(),
		});
	} catch (error) {
		if (error instanceof TokenRefusal) throw new Refusal(error.replyIn(account.info.language));
		throw error;
	}
}

async function giveTokens(world: World, account: AccountState, body: Body, entry: LogEntry) {
	const integration = world.findIntegration(text(body, 'client_id'));
	if (!integration) throw wrongClient();
	const party = { integrationId: integration.id, accountId: account.info.id };
	Object.assign(entry, party);
	if (world.limits.isBlocked(party.integrationId, party.accountId)) {
		throw new Refusal(frontPage(403, 'Forbidden'));
	}
	if (text(body, 'client_secret') !== integration.secret) throw wrongClient();
	if (!account.behaviour.isPaid) throw wrongClient();
	return await exchange(world, body, party, integration.redirectUri);
}

async function exchange(world: World, body: Body, party: Party, redirectUri: string) {
	const grantType = text(body, 'grant_type');
	if (grantType !== 'authorization_code' && grantType !== 'refresh_token') {
		throw badParameter('grant_type');
	}
	checkRedirect(body, grantType, redirectUri);
	try {
		return grantType === 'refresh_token'
			? await world.grants.refresh(text(body, 'refresh_token'), party)
			: await world.grants.redeemCode(text(body, 'code'), party);
	} catch (error) {
		if (error instanceof GrantTrouble) throw grantRefusal(error.trouble);
		throw error;
	}
}

/**
 * Guess: a refresh needs no `redirect_uri`. The documentation shows it in both grants. amoCRM answers in the words of league/oauth2-server,
 * which asks for it with a code and compares it with a refresh only where it is sent; n8n's own refresh, on
 * which all packages for amoCRM rely, sends none.
 */
function checkRedirect(body: Body, grantType: string, redirectUri: string): void {
	const isMissing = body.redirect_uri === undefined || body.redirect_uri === '';
	if (isMissing && grantType === 'refresh_token') return;
	if (isMissing) throw badParameter('redirect_uri');
	// amoCRM names the client here although it is the address that differs.
	if (body.redirect_uri !== redirectUri) throw wrongClient();
}
