import { accountFromReferer } from '../address';
import type { EventAccount } from './event';
import { isBranch, type Branch, type Tree } from './tree';

/** `domain` and `subdomain` of a link into the account; nothing if its host is not one of an account. */
function addressOf(link: Tree, extraDomains: string[]): Partial<EventAccount> {
	try {
		const { domain, subdomain } = accountFromReferer(link, extraDomains);
		return { domain, subdomain };
	} catch {
		return {};
	}
}

const ID = /^[1-9]\d{0,14}$/;

/** The id of an account, in amoCRM's own spelling only. */
export function readAccountId(sent: Tree | undefined): number | undefined {
	const isLeaf = typeof sent === 'string' || typeof sent === 'number';
	return isLeaf && ID.test(String(sent)) ? Number(sent) : undefined;
}

const isSent = (value: Tree | undefined) => value !== undefined && value !== null && value !== '';

/** An account keeps its id when it is renamed. */
function isOther(named: Partial<EventAccount>, known: Partial<EventAccount>): boolean {
	const key = named.id && known.id ? 'id' : 'subdomain';
	return Boolean(named[key] && known[key] && named[key] !== known[key]);
}

/**
 * The account that a body names. The body is not signed: who acts on it must first check whose it is.
 * What the body leaves out is taken from the known account, unless the body names another one, or names one in a way
 * that cannot be read.
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
	const named: Partial<EventAccount> = {
		...(id !== undefined && { id }),
		...(name !== '' && { subdomain: name }),
		...addressOf(links.self ?? null, extraDomains),
	};
	const isReadable =
		(isBranch(body.account) || !isSent(body.account)) &&
		(id !== undefined || !isSent(sent.id)) &&
		(typeof sent.subdomain === 'string' || !isSent(sent.subdomain));
	const isKnown = isReadable && !isOther(named, known);
	return { id: 0, domain: '', subdomain: '', ...(isKnown && known), ...named };
}
