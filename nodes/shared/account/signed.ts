import type { AccountReference } from '../registry/accountRows';
import type { InstalledAccounts } from '../registry/installedAccounts';
import type { Door } from '../transport/door';

/** Signs every request with this token. */
export function signedWith(door: Door, accessToken: string): Door {
	return async (request) =>
		await door({
			...request,
			headers: { ...request.headers, Authorization: `Bearer ${accessToken}` },
		});
}

/**
 * Signs requests with the stored token of an installed account. A 401 means that amoCRM did nothing: the
 * request goes out once more with the token that is good by then.
 */
export function signedByRegistry(
	door: Door,
	accounts: InstalledAccounts,
	reference: AccountReference,
): Door {
	return async (request) => {
		const { account, accessToken } = await accounts.access(reference);
		const answer = await signedWith(door, accessToken)(request);
		if (answer.status !== 401) return answer;
		const renewed = await accounts.accessAfter(account.accountId, accessToken);
		return await signedWith(door, renewed)(request);
	};
}
