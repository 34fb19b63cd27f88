import { sleep } from 'n8n-workflow';
import { z } from 'zod';

import { parseJson } from '../settle';
import { AmoCrmProblem } from '../problem';
import { explainAnswer } from '../transport/explain';
import { NoAnswer, type Answer, type Http } from '../transport/http';
import { retry } from '../transport/retry';
import { queueOf } from './fairQueue';

/** The integration as amoCRM knows it. */
export interface IntegrationKeys {
	clientId: string;
	clientSecret: string;
}

/** An access token with the refresh token that follows it. Times are milliseconds since 1970, by our clock. */
export interface TokenPair {
	accessToken: string;
	refreshToken: string;
	accessExpiresAt: number;
	refreshExpiresAt: number;
}

/** Signs every request with this token. */
export function signedWith(http: Http, accessToken: string): Http {
	return (request) =>
		http({
			...request,
			headers: { ...request.headers, Authorization: `Bearer ${accessToken}` },
		});
}

/** A refresh token lives three months from its issue; the shortest three months have 89 days. */
export const REFRESH_LIFETIME_MS = 89 * 24 * 3600 * 1000;

/** The official client waits 15 seconds for a token; a busy token endpoint is worth a little more. */
const TOKEN_TIMEOUT_MS = 30_000;

const tokenAnswer = z.object({
	token_type: z.string().regex(/^bearer$/i),
	expires_in: z.number().positive(),
	access_token: z.string().min(1),
	refresh_token: z.string().min(1),
});

const CAUSES: Array<{
	sign: RegExp;
	code: 'codeExpired' | 'codeUsed' | 'badInput' | 'unauthorized';
	message: string;
	hint: string;
	needsReconnect?: boolean;
}> = [
	{
		sign: /authorization code has expired/i,
		code: 'codeExpired',
		message: 'The authorization code has expired.',
		hint: 'A code lives 20 minutes. Install the integration again, or copy a new code from its window.',
	},
	{
		sign: /authorization code has been revoked/i,
		code: 'codeUsed',
		message: 'The authorization code was used before.',
		hint: 'A code works once. Install the integration again, or copy a new code from its window.',
	},
	{
		sign: /cannot decrypt the authorization code/i,
		code: 'badInput',
		message: 'The authorization code does not belong to this account.',
		hint: 'Check the account address, and copy the code again, whole.',
	},
	{
		sign: /authorization code was not issued to this client/i,
		code: 'badInput',
		message: 'The authorization code was made for another integration.',
		hint: 'Compare the client id in the credential with the integration that the code comes from.',
	},
	{
		sign: /token is not linked to client/i,
		code: 'unauthorized',
		message: 'The stored token was given to another integration.',
		hint: 'Enter the client id with which the account was connected into the credential, or install the integration in the account again.',
		needsReconnect: true,
	},
	{
		sign: /cannot decrypt the refresh token/i,
		code: 'unauthorized',
		message: 'amoCRM cannot read the stored token.',
		hint: 'It was cut off or belongs to another account. Install the integration in the account again.',
		needsReconnect: true,
	},
	{
		sign: /client_id/i,
		code: 'badInput',
		message: 'amoCRM does not know the integration by this id and Redirect URI.',
		hint: "Compare the client id and the Redirect URI in the credential with the integration's settings in amoCRM: they must be equal to the last character.",
	},
];

/** Secrets that were sent must not appear in a message, even if amoCRM repeats them. */
function withoutSecrets(answer: Answer, sent: Record<string, string>): Answer {
	const secrets = [sent.client_secret, sent.code, sent.refresh_token].filter(Boolean);
	return {
		...answer,
		text: secrets.reduce((text, secret) => text.replaceAll(secret, '***'), answer.text),
	};
}

function explainRefusal(domain: string, answer: Answer): AmoCrmProblem {
	const general = explainAnswer(domain, answer);
	const details = { ...general.details, hint: undefined };
	const cause = CAUSES.find(({ sign }) => sign.test(answer.text));
	if (cause) {
		const { code, message, hint, needsReconnect } = cause;
		return new AmoCrmProblem(code, message, { ...details, hint, needsReconnect });
	}
	if (/token has (been revoked|expired)|invalid refresh token/i.test(answer.text)) {
		return new AmoCrmProblem(
			'revoked',
			`The account ${domain} no longer accepts the stored token.`,
			{
				...details,
				hint: 'The integration was disabled there, or the token was used elsewhere. Install it in the account again.',
			},
		);
	}
	if (answer.status === 401) {
		return new AmoCrmProblem(
			'unauthorized',
			'amoCRM does not accept the Redirect URI, the client id or the client secret of the integration, or the account is not paid for.',
			{
				...details,
				hint: "Compare the Redirect URI first, to the last character, then id and secret with the integration's Keys and scopes tab in amoCRM, and look whether the subscription of the account has ended. If the account was renamed, connect it under its new address.",
			},
		);
	}
	return general;
}

async function requestOnce(
	http: Http,
	domain: string,
	body: Record<string, string>,
): Promise<TokenPair> {
	const askedAt = Date.now();
	const answer = await http({
		method: 'POST',
		url: `https://${domain}/oauth2/access_token`,
		body,
		timeout: TOKEN_TIMEOUT_MS,
	});
	if (answer.status !== 200) throw explainRefusal(domain, withoutSecrets(answer, body));
	const tokens = tokenAnswer.safeParse(parseJson(answer.text)).data;
	if (!tokens) {
		throw new AmoCrmProblem(
			'badAnswer',
			`The account ${domain} sent an answer without a usable token.`,
			{
				hint: 'The answer was cut off, or something between n8n and amoCRM changed it.',
				status: answer.status,
				requestId: answer.headers['x-request-id'],
			},
		);
	}
	return {
		accessToken: tokens.access_token,
		refreshToken: tokens.refresh_token,
		accessExpiresAt: askedAt + tokens.expires_in * 1000,
		refreshExpiresAt: askedAt + REFRESH_LIFETIME_MS,
	};
}

const RETRIES = 2;

/** A longer Retry-After, in seconds, is left to the caller. */
const LONGEST_PAUSE_S = 5;

/** If amoCRM used a code or token despite such an answer, it refuses it the next time: trying again is safe. */
function mayRetry(problem: AmoCrmProblem): boolean {
	if ((problem.details.retryAfter ?? 0) > LONGEST_PAUSE_S) return false;
	const isBusy = ['rateLimited', 'serverError'].includes(problem.code);
	return isBusy || (problem instanceof NoAnswer && problem.neverSent);
}

/** Each try waits for its turn in the queue. */
async function requestTokens(
	{ http, domain, keys, queue = keys.clientId, retries = RETRIES }: TokenRequest,
	grant: Record<string, string>,
): Promise<TokenPair> {
	const body = { client_id: keys.clientId, client_secret: keys.clientSecret, ...grant };
	const caller = { host: domain, isRenewal: grant.grant_type === 'refresh_token' };
	const work = () => requestOnce(http, domain, body);
	return await retry(() => queueOf(queue).run(caller, work), {
		mayRetry,
		retries,
		firstPauseMs: 1_000,
		async wait({ code }, pause) {
			// The queue pauses for everybody after that, this caller too.
			if (code !== 'rateLimited') await sleep(pause);
		},
	});
}

interface TokenRequest {
	/** Sends only to `domain`. */
	http: Http;
	domain: string;
	keys: IntegrationKeys;
	/** Byte for byte as in the integration's settings. */
	redirectUri: string;
	/** The integration whose queue is used, if another: of an external one. */
	queue?: string;
	/** How often it is tried again after a fault that passes. */
	retries?: number;
}

/**
 * Exchanges an authorization code (20 minutes, works once) for the first token pair.
 * @see https://www.amocrm.ru/developers/content/oauth/step-by-step
 * @throws AmoCrmProblem
 */
export async function exchangeCode(request: TokenRequest & { code: string }): Promise<TokenPair> {
	const { redirectUri, code } = request;
	return await requestTokens(request, {
		grant_type: 'authorization_code',
		code,
		redirect_uri: redirectUri,
	});
}

/**
 * Exchanges a refresh token (works once: the old pair is dead as soon as amoCRM answers) for a new pair.
 * @see https://www.amocrm.ru/developers/content/oauth/step-by-step
 * @throws AmoCrmProblem
 */
export async function refreshTokens(
	request: TokenRequest & { refreshToken: string },
): Promise<TokenPair> {
	const { redirectUri, refreshToken } = request;
	return await requestTokens(request, {
		grant_type: 'refresh_token',
		refresh_token: refreshToken,
		redirect_uri: redirectUri,
	});
}
