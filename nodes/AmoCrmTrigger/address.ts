import { readAccountId } from '../shared/hooks/eventAccount';
import type { Branch } from '../shared/hooks/tree';
import { hmacSha256, isSame } from '../shared/oauth/keys';
import type { Activation } from './activation';

/** Where one account calls this trigger. */
export interface Address {
	/** What amoCRM is given; it knows a subscription by it. */
	destination: string;
	/** With which all destinations begin that this trigger ever gave to the account. */
	start: string;
}

const keyOf = (secret: string, accountId: number) =>
	hmacSha256(secret, `account ${accountId}`).toString('base64url');

/** amoCRM takes only Latin letters: `URL` writes others as punycode. */
export function addressFor({ url, secret }: Activation, accountId: number): Address {
	const start = `${new URL(url).href}?account=${accountId}&key=`;
	return { destination: `${start}${keyOf(secret, accountId)}`, start };
}

/** The account for which the address was made; nothing where the trigger did not make it. */
export function accountOf({ secret }: Activation, { account, key }: Branch): number | undefined {
	const accountId = readAccountId(account);
	if (accountId === undefined || typeof key !== 'string') return undefined;
	return isSame(keyOf(secret, accountId), key) ? accountId : undefined;
}

const PRIVATE =
	/^(?:localhost|127\..*|10\..*|192\.168\..*|172\.(?:1[6-9]|2\d|3[01])\..*|169\.254\..*|\[(?:::1|f[cd].*|fe80.*)\]|[^.[]+|.*\.(?:local|internal|localhost))$/;

/** Whether nobody outside reaches the host. */
export const isPrivate = (url: string) => PRIVATE.test(new URL(url).hostname);
