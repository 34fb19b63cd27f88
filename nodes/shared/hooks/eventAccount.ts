import { accountFromReferer } from '../account/address';
import type { EventAccount } from './event';
import { number } from './readings';
import { isBranch, type Branch, type Tree } from './tree';

/** `domain` and `subdomain` of a link into the account; a host that is no account's says nothing. */
function addressOf(link: Tree, extraDomains: string[]): Partial<EventAccount> {
	try {
		const { domain, subdomain } = accountFromReferer(link, extraDomains);
		return { domain, subdomain };
	} catch {
		return {};
	}
}

/** An account keeps its id when it is renamed. */
function isOther(told: Partial<EventAccount>, known: Partial<EventAccount>): boolean {
	const key = told.id && known.id ? 'id' : 'subdomain';
	return Boolean(told[key] && known[key] && told[key] !== known[key]);
}

/**
 * The account that a body names. Nobody signs it: whoever acts on it checks first whose it is.
 * What the body leaves open comes from the account that is known, unless the two are different ones.
 */
export function readAccount(
	body: Branch,
	known: Partial<EventAccount> = {},
	extraDomains: string[] = [],
): EventAccount {
	const sent = isBranch(body.account) ? body.account : {};
	const links = isBranch(sent._links) ? sent._links : {};
	const id = number(sent.id ?? null);
	const told: Partial<EventAccount> = {
		...(typeof id === 'number' && { id }),
		...(typeof sent.subdomain === 'string' && { subdomain: sent.subdomain }),
		...addressOf(links.self ?? null, extraDomains),
	};
	return { id: 0, domain: '', subdomain: '', ...(!isOther(told, known) && known), ...told };
}
