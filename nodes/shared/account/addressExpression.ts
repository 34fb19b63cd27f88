import { BASE_DOMAINS, DEFAULT_BASE_DOMAIN, SERVICE_NAMES } from '../address';

const bases = [...BASE_DOMAINS.keys()].map((base) => base.replace('.', '\\.')).join('|');

/**
 * The host of the account that `field` names, as an n8n expression: the same reading as `accountFromInput`, for
 * credentials, where no code of ours runs. Empty for everything that is not an account, so that n8n refuses
 * to send the client secret anywhere.
 */
const hostOf = (field: string) =>
	`String(${field} || '').trim().toLowerCase()` +
	`.replace(/^https?:\\/\\//, '').replace(/[\\/?#].*$/, '')` +
	`.replace(/^[^.]+$/, '$&.${DEFAULT_BASE_DOMAIN}')` +
	`.replace(/^(?!(?=[^.]{1,63}\\.)(?!xn--|(?:${SERVICE_NAMES})\\.)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.(?:${bases})$)[^]*$/, '')`;

/** `https://example.amocrm.ru` followed by `path`, or nothing. */
export const accountUrlExpression = (field: string, path: string) =>
	`={{ ${hostOf(field)}.replace(/^.+$/, 'https://$&${path}') }}`;

/** The consent page of the platform that the account belongs to, or nothing. */
export const authorizeUrlExpression = (field: string) =>
	`={{ ${hostOf(field)}.replace(/^.+\\.amocrm\\.ru$/, 'https://www.amocrm.ru/oauth')` +
	`.replace(/^.+\\.(?:kommo|amocrm)\\.com$/, 'https://www.kommo.com/oauth') }}`;
