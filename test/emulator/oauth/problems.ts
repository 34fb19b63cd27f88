import { json, type Reply } from '../net/message';
import type { Trouble } from './grants';

const PROBLEM_TYPE = 'https://developers.amocrm.ru/v3/errors/OAuthProblemJson';

/** amocrm.ru/developers: crm/error-codes (authorisation). */
export function oauthProblem(status: number, hint: string): Reply {
	const body = {
		hint,
		title: 'Invalid request',
		type: PROBLEM_TYPE,
		status,
		detail: 'Some parameters of the request are missing or not valid',
	};
	return json(status, body, 'application/problem+json');
}

/** A wrong client secret is the one error that comes without a hint. */
export function wrongClient(): Reply {
	const body = {
		title: 'Invalid client',
		type: PROBLEM_TYPE,
		status: 401,
		detail: 'The client could not be authorised',
	};
	return json(401, body, 'application/problem+json');
}

const TROUBLES: Record<Trouble, [status: number, hint: string]> = {
	codeUnknown: [400, 'Cannot decrypt the authorization code'],
	codeUsed: [400, 'Authorization code has been revoked'],
	codeExpired: [400, 'Authorization code has expired'],
	refreshUnknown: [400, 'Invalid refresh token'],
	refreshUsed: [401, 'Token has been revoked'],
	refreshExpired: [401, 'Token has expired'],
};

export const grantProblem = (trouble: Trouble): Reply => oauthProblem(...TROUBLES[trouble]);
