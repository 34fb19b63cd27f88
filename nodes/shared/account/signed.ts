import type { AccountReference } from '../registry/accountRows';
import type { Access, InstalledAccounts } from '../registry/installedAccounts';
import type { Door, OutgoingRequest } from '../transport/door';

/** Signs every request with this token. */
export function signedWith(door: Door, accessToken: string): Door {
	return async (request) =>
		await door({
			...request,
			headers: { ...request.headers, Authorization: `Bearer ${accessToken}` },
		});
}

/** The same request at the account's domain of now. */
function at(domain: string, request: OutgoingRequest): OutgoingRequest {
	const url = new URL(request.url);
	url.host = domain;
	return { ...request, url: url.href };
}

/**
 * Signs requests with the stored token of an installed account, and sends them to wherever it is by now. A 401
 * means that amoCRM did nothing: the request goes out once more with the token, and to the domain, that are good
 * by then.
 */
export function signedByRegistry(
	doorTo: (domain: string) => Door,
	accounts: InstalledAccounts,
	reference: AccountReference,
): Door {
	const send = async ({ account, accessToken }: Access, request: OutgoingRequest) =>
		await signedWith(doorTo(account.domain), accessToken)(at(account.domain, request));
	return async (request) => {
		const access = await accounts.access(reference);
		const answer = await send(access, request);
		if (answer.status !== 401) return answer;
		const { account, accessToken } = access;
		return await send(await accounts.accessAfter(account.accountId, accessToken), request);
	};
}
