import { parseJson } from '../settle';
import { signedWith } from '../oauth/tokens';
import type { Access, InstalledAccounts } from '../registry/installedAccounts';
import { leadingTo, type Answer, type Http, type OutgoingRequest } from '../transport/http';
import type { Limiter } from '../transport/limiter';
import { isRefusedLately, noteRefusal } from './refusals';

/** An installed account, and its domain where it was named by that: it must still be that account's. */
interface NamedAccount {
	accountId: number;
	domain?: string;
}

/** What is answered at an address that is an account's no longer: it leads away, or a page says that nobody is there. */
const isElsewhere = ({ status, text }: Answer): boolean =>
	[301, 302, 307, 308, 410].includes(status) || (status === 404 && parseJson(text) === undefined);

/**
 * Signs requests with the stored token of an installed account, and sends them to wherever it is by now, or to another
 * `host` that serves it. Where it answers with a 401, or that it is elsewhere, amoCRM did nothing: the request goes out
 * once more with the token, and to the domain, that are good by then; with a renewed token where the stored one has
 * ended as well.
 */
export function signedByRegistry(
	httpTo: (domain: string) => Http,
	accounts: InstalledAccounts,
	{ accountId, domain }: NamedAccount,
	limiter: Limiter,
	host?: string,
): Http {
	const send = async ({ account, accessToken }: Access, request: OutgoingRequest) => {
		const place = host ?? account.domain;
		return await signedWith(leadingTo(place, httpTo(place)), accessToken)(request);
	};
	const accessAfter = async (answer: Answer, access: Access) => {
		if (answer.status === 401)
			return await accounts.accessAfter(accountId, access.accessToken, domain);
		const hasLeft = host === undefined && isElsewhere(answer);
		return hasLeft ? await accounts.accessElsewhere(access, domain) : undefined;
	};
	const goOn = async (
		answer: Answer,
		access: Access,
		request: OutgoingRequest,
	): Promise<Answer> => {
		if (answer.status === 401 && isRefusedLately(access.accessToken)) return answer;
		const next = await accessAfter(answer, access);
		if (!next) return answer;
		// Many may have waited for the same renewal.
		await limiter.turn(request.signal);
		const again = await send(next, request);
		if (next.isAsStored && !access.isAsStored) return await goOn(again, next, request);
		if (again.status === 401) noteRefusal(next.accessToken);
		return again;
	};
	return async (request) => {
		const access = await accounts.access({ accountId });
		const answer = await goOn(await send(access, request), access, request);
		// Another host serves all accounts.
		if (host === undefined) accounts.noteAnswer(access, request, answer);
		return answer;
	};
}
