import type { INodeProperties } from 'n8n-workflow';

import { BASE_DOMAINS, DEFAULT_BASE_DOMAIN, SERVICE_NAMES } from '../address';
import { PER_INTEGRATION } from '../transport/allowance';

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

/** Holds a credential to these hosts where n8n's HTTP Request node uses it; `*.` stands for any name below one. */
export const hostsOnly = (hosts: string[]): INodeProperties[] => [
	{
		displayName: 'Allowed HTTP Request Domains',
		name: 'allowedHttpRequestDomains',
		type: 'hidden',
		default: 'domains',
	},
	{
		displayName: 'Allowed Domains',
		name: 'allowedDomains',
		type: 'hidden',
		default: hosts.join(','),
	},
];

/** Holds it to the hosts of accounts. */
export const accountHostsOnly = hostsOnly([...BASE_DOMAINS.keys()].map((base) => `*.${base}`));

export const requestsPerSecond: INodeProperties = {
	displayName: 'Requests per Second',
	name: 'requestsPerSecond',
	type: 'number',
	typeOptions: { minValue: 0.01, maxValue: PER_INTEGRATION, numberPrecision: 2 },
	default: PER_INTEGRATION,
	description:
		'How many requests one n8n process may send in a second. amoCRM allows an integration 7 in an account and blocks those who go on above it. Processes cannot see each other: divide the 7 by the number of n8n workers and of other programs that use the same integration, and round down. Below 1 is fine: 0.5 is a request every two seconds.',
};

export const rateScope: INodeProperties = {
	displayName: 'Limit Counts',
	name: 'rateScope',
	type: 'options',
	default: 'account',
	description:
		'Whether each account has the requests per second to itself. amoCRM does not say that it counts the accounts of an integration together; choose the integration if many accounts at once are refused for too many requests.',
	options: [
		{ name: 'Each Account by Itself', value: 'account' },
		{ name: 'All Accounts of the Integration Together', value: 'integration' },
	],
};
