import { AmoCrmProblem } from './problem';

export type Platform = 'amocrm' | 'kommo';

export const PLATFORM_NAMES = { amocrm: 'amoCRM', kommo: 'Kommo' } as const;

/** Where one account lives: the host of all its calls. */
export interface AccountAddress {
	/** `example.amocrm.ru` */
	domain: string;
	/** `example` */
	subdomain: string;
	platform: Platform;
}

/** `example` of `example.amocrm.ru` */
export const subdomainOf = (domain: string): string => domain.split('.')[0];

/** Domains under which amoCRM and Kommo keep accounts, and whose they are. */
export const BASE_DOMAINS: ReadonlyMap<string, Platform> = new Map([
	['amocrm.ru', 'amocrm'],
	['amocrm.com', 'kommo'],
	['kommo.com', 'kommo'],
]);

/** A bare word that a person types means an account of the Russian service. */
export const DEFAULT_BASE_DOMAIN = 'amocrm.ru';

/** One label of ASCII letters, digits and inner hyphens; punycode (look-alike letters) is no account's name. */
const SUBDOMAIN = /^(?!xn--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Names of amoCRM's own hosts below the same domains, for a regular expression. */
export const SERVICE_NAMES =
	'www|accounts|developers|help|id|mail|oauth|static|status|(?:amojo|api|drive)(?:-[a-z]{1,3})?';

const SERVICE_HOSTS = new RegExp(`^(?:${SERVICE_NAMES})$`);

const HINT =
	'An account address looks like example.amocrm.ru or example.kommo.com. Other domains must be listed in the credential of the integration.';

function refuse(shown: string): never {
	throw new AmoCrmProblem('badAddress', `"${shown}" is not the address of an amoCRM account.`, {
		hint: HINT,
	});
}

/** Keeps a refusal readable and harmless, whatever was sent. */
function printable(text: unknown): string {
	const plain = typeof text === 'string' ? text : Array.isArray(text) ? text.join(', ') : '';
	return plain.replace(/[^\x20-\x7e\u0400-\u04ff]/g, '?').slice(0, 80);
}

/**
 * Whether a host is amoCRM's or Kommo's, or below a domain that the credential lists. No request leaves for any
 * other, whatever names it.
 */
export function isListedHost(host: string, extraDomains: readonly string[] = []): boolean {
	const [label, ...rest] = host.split('.');
	const base = rest.join('.');
	return label !== '' && (BASE_DOMAINS.has(base) || extraDomains.includes(base));
}

/** Splits the credential's field of additional domains: `crm.example, amo.example.com`. */
export function parseExtraDomains(text: string | undefined): string[] {
	const domains = (text ?? '')
		.toLowerCase()
		.split(/[\s,;]+/)
		.map((domain) => domain.replace(/^\*?\./, ''))
		.filter(Boolean);
	for (const domain of domains) {
		if (!/^(?:[a-z0-9-]+\.)+[a-z]{2,}$/.test(domain)) {
			throw new AmoCrmProblem('badInput', `"${printable(domain)}" is not a domain.`, {
				hint: 'List additional domains as crm.example.com, separated by commas.',
			});
		}
	}
	return domains;
}

function fromHost(host: string, shown: string, extraDomains: string[]): AccountAddress {
	const [subdomain, ...rest] = host.toLowerCase().split('.');
	const base = rest.join('.');
	const known = BASE_DOMAINS.get(base) ?? (extraDomains.includes(base) ? 'amocrm' : undefined);
	if (!known || !SUBDOMAIN.test(subdomain) || SERVICE_HOSTS.test(subdomain)) refuse(shown);
	return { domain: `${subdomain}.${base}`, subdomain, platform: known };
}

/**
 * Reads what a person pastes: `example`, `example.amocrm.ru`, `https://example.kommo.com/leads/list`.
 * @throws AmoCrmProblem `badAddress`
 */
export function accountFromInput(input: string, extraDomains: string[] = []): AccountAddress {
	const shown = printable(input);
	const match = /^(?:https?:\/\/)?([^/?#\s@:\\]+)(?:[/?#].*)?$/i.exec(String(input).trim());
	if (!match) refuse(shown);
	const host = match[1].includes('.') ? match[1] : `${match[1]}.${DEFAULT_BASE_DOMAIN}`;
	return fromHost(host, shown, extraDomains);
}

/**
 * Reads `referer` of a call to the Redirect URI: untrusted, and it decides where the client secret goes.
 * A bare host, or one with a scheme in front; nothing else.
 * @see https://www.amocrm.ru/developers/content/oauth/oauth
 * @throws AmoCrmProblem `badAddress`
 */
export function accountFromReferer(referer: unknown, extraDomains: string[] = []): AccountAddress {
	const shown = printable(referer);
	const match = typeof referer === 'string' && /^(?:https:\/\/)?([a-z0-9.-]+)\/?$/i.exec(referer);
	if (!match) refuse(shown);
	return fromHost(match[1], shown, extraDomains);
}

/** Shards answer for accounts under whatever name: `api-b.amocrm.ru`. Tokens name theirs. */
export function isShard(host: string): boolean {
	const [name, ...rest] = host.split('.');
	return /^api-[a-z]$/.test(name) && BASE_DOMAINS.has(rest.join('.'));
}

/** The consent page, where a person chooses the account. */
export function authorizeUrl(platform: Platform): string {
	return platform === 'kommo' ? 'https://www.kommo.com/oauth' : 'https://www.amocrm.ru/oauth';
}
