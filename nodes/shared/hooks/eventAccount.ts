import { accountFromReferer } from '../address';
import type { EventAccount } from './event';
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

const ID = /^[1-9]\d{0,14}$/;

/** The number of an account in no other spelling than amoCRM's; nothing: it is none. */
export function readAccountId(told: Tree | undefined): number | undefined {
	const isLeaf = typeof told === 'string' || typeof told === 'number';
	return isLeaf && ID.test(String(told)) ? Number(told) : undefined;
}

const isToldOf = (told: Tree | undefined) => told !== undefined && told !== null && told !== '';

/** An account keeps its id when it is renamed. */
function isOther(told: Partial<EventAccount>, known: Partial<EventAccount>): boolean {
	const key = told.id && known.id ? 'id' : 'subdomain';
	return Boolean(told[key] && known[key] && told[key] !== known[key]);
}

/**
 * The account that a body names. Nobody signs it: whoever acts on it checks first whose it is.
 * What the body leaves open comes from the account that is known, unless the two are different ones; one that is
 * named in a way that cannot be read is no known one.
 */
export function readAccount(
	body: Branch,
	known: Partial<EventAccount> = {},
	extraDomains: string[] = [],
): EventAccount {
	const sent = isBranch(body.account) ? body.account : {};
	const links = isBranch(sent._links) ? sent._links : {};
	const id = readAccountId(sent.id);
	const name = typeof sent.subdomain === 'string' ? sent.subdomain.trim().toLowerCase() : '';
	const told: Partial<EventAccount> = {
		...(id !== undefined && { id }),
		...(name !== '' && { subdomain: name }),
		...addressOf(links.self ?? null, extraDomains),
	};
	const isReadable =
		(isBranch(body.account) || !isToldOf(body.account)) &&
		(id !== undefined || !isToldOf(sent.id)) &&
		(typeof sent.subdomain === 'string' || !isToldOf(sent.subdomain));
	const isKnown = isReadable && !isOther(told, known);
	return { id: 0, domain: '', subdomain: '', ...(isKnown && known), ...told };
}
