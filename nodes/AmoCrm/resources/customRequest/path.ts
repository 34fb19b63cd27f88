import { AmoCrmProblem } from '../../../shared/problem';

function refuse(given: string, hint: string): never {
	throw new AmoCrmProblem('badInput', `"${given.slice(0, 80)}" is not a path of the account.`, {
		hint,
	});
}

/** What URLs read as something else than it looks like: backslashes, spaces, line breaks, fragments. */
const MISLEADING = /[^\x21-\x7e]|[\\#]/;

/** `..`, as it is or encoded: a path says where it leads. */
const CLIMBING = /(?:^|\/)(?:\.|%2e){1,2}(?=$|[/?])/i;

const EXAMPLE = 'A path looks like /api/v4/leads.';

/** What comes after the host, if it is the account's own. */
function pathIn(given: string, domain: string): string {
	if (!/^https?:/i.test(given)) return given.replace(/^(?=api\/)/, '/');
	const [, host, rest] = /^https:\/\/([^/?]*)(.*)$/i.exec(given) ?? [];
	if (host?.toLowerCase() === domain) return rest;
	refuse(given, `Requests go only to https://${domain}. ${EXAMPLE}`);
}

/**
 * The path of a custom request, which stays on the account's host whatever was written.
 * @throws AmoCrmProblem `badInput`
 */
export function pathOf(given: unknown, domain: string): string {
	const text = String(given ?? '').trim();
	const path = pathIn(text, domain);
	if (MISLEADING.test(path)) {
		refuse(text, `It has a character that does not belong into a path. ${EXAMPLE}`);
	}
	if (!/^\/(?!\/)/.test(path)) refuse(text, EXAMPLE);
	if (CLIMBING.test(path.split('?')[0])) refuse(text, `It leads out of its folder. ${EXAMPLE}`);
	return path;
}
