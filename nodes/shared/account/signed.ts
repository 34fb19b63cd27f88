import type { AccountReference } from '../registry/accountRows';
import type { Access, InstalledAccounts } from '../registry/installedAccounts';
import { leadingTo, type Door, type OutgoingRequest } from '../transport/door';
import type { Limiter } from '../transport/limiter';

/** Signs every request with this token. */
export function signedWith(door: Door, accessToken: string): Door {
	return async (request) =>
		await door({
			...request,
			headers: { ...request.headers, Authorization: `Bearer ${accessToken}` },
		});
}

/**
 * Signs requests with the stored token of an installed account, and sends them to wherever it is by now, or to
 * another `host` that serves it. A 401
 * means that amoCRM did nothing: the request goes out once more with the token, and to the domain, that are good
 * by then.
 */
export function signedByRegistry(
	doorTo: (domain: string) => Door,
	accounts: InstalledAccounts,
	reference: AccountReference,
	limiter: Limiter,
	host?: string,
): Door {
	const send = async ({ account, accessToken }: Access, request: OutgoingRequest) => {
		const place = host ?? account.domain;
		return await signedWith(leadingTo(place, doorTo(place)), accessToken)(request);
	};
	return async (request) => {
		const access = await accounts.access(reference);
		const answer = await send(access, request);
		if (answer.status !== 401) return answer;
		const { account, accessToken } = access;
		const renewed = await accounts.accessAfter(account.accountId, accessToken);
		// Many may have waited for the same renewal.
		await limiter.turn(request.signal);
		return await send(renewed, request);
	};
}
