import { json, type Reply } from '../net/message';
import type { Trouble } from './grants';

/** Guess: the English words. The Russian ones are known. */
type Language = 'ru' | 'en';

const TEXTS: Record<'request' | 'client', Record<Language, { title: string; detail: string }>> = {
	request: {
		ru: {
			title: 'Некорректный запрос',
			detail: 'В запросе отсутствует ряд параметров или параметры невалидны',
		},
		en: {
			title: 'Invalid request',
			detail: 'Some parameters of the request are missing or not valid',
		},
	},
	client: {
		ru: { title: 'Некорректный клиент', detail: 'Авторизация клиента не прошла' },
		en: { title: 'Invalid client', detail: 'The client could not be authorised' },
	},
};

/** Why the token endpoint refuses, until it is known in which language to say so. */
export class TokenRefusal extends Error {
	constructor(
		readonly status: number,
		readonly hint?: string,
	) {
		super(hint ?? 'Invalid client');
	}

	/** Quoted from answers to users: github.com/amocrm/amocrm-api-php, issues 123 and 414; github.com/ufee/amoapi, issue 26. */
	replyIn(language: string): Reply {
		const { title, detail } =
			TEXTS[this.hint === undefined ? 'client' : 'request'][language === 'ru' ? 'ru' : 'en'];
		const body = {
			...(this.hint === undefined ? {} : { hint: this.hint }),
			title,
			type: 'https://developers.amocrm.ru/v3/errors/OAuthProblemJson',
			status: this.status,
			detail,
		};
		return json(this.status, body, 'application/problem+json');
	}
}

export const badParameter = (name: string) =>
	new TokenRefusal(400, `Check the \`${name}\` parameter`);

/**
 * The one refusal without a hint: for an unknown id, a wrong secret, most often for a Redirect URI that differs
 * (github.com/ufee/amoapi, issue 26), and where the account is not paid (github.com/Krukov/amocrm_api, issue 41).
 */
export const wrongClient = () => new TokenRefusal(401);

/** Guess: that amoCRM has every one of these of github.com/thephpleague/oauth2-server, whose words it answers with. */
const TROUBLES: Record<Trouble, [status: number, hint: string]> = {
	codeUnknown: [400, 'Cannot decrypt the authorization code'],
	codeForeign: [400, 'Authorization code was not issued to this client'],
	codeUsed: [400, 'Authorization code has been revoked'],
	codeExpired: [400, 'Authorization code has expired'],
	refreshUnknown: [401, 'Cannot decrypt the refresh token'],
	refreshForeign: [401, 'Token is not linked to client'],
	refreshUsed: [401, 'Token has been revoked'],
	refreshExpired: [401, 'Token has expired'],
};

export const grantRefusal = (trouble: Trouble) => new TokenRefusal(...TROUBLES[trouble]);
