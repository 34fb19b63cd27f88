import { readAccountId } from '../shared/hooks/eventAccount';
import type { Branch } from '../shared/hooks/tree';
import { hmacSha256, isSame } from '../shared/oauth/keys';
import type { Activation } from './activation';

/** Where one account calls this trigger. */
export interface Address {
	/** The URL that amoCRM is given; amoCRM identifies the subscription by it. */
	destination: string;
	/** What every destination that this trigger ever gave to the account begins with. */
	prefix: string;
}

const keyOf = (secret: string, accountId: number) =>
	hmacSha256(secret, `account ${accountId}`).toString('base64url');

/** amoCRM takes only Latin letters: `URL` writes others as punycode. */
export function addressFor({ url, secret }: Activation, accountId: number): Address {
	const prefix = `${new URL(url).href}?account=${accountId}&key=`;
	return { destination: `${prefix}${keyOf(secret, accountId)}`, prefix };
}

/** The account that the called address was made for; undefined where the trigger did not make it. */
export function accountOf({ secret }: Activation, { account, key }: Branch): number | undefined {
	const accountId = readAccountId(account);
	if (accountId === undefined || typeof key !== 'string') return undefined;
	return isSame(keyOf(secret, accountId), key) ? accountId : undefined;
}

const PRIVATE =
	/^(?:localhost|127\..*|10\..*|192\.168\..*|172\.(?:1[6-9]|2\d|3[01])\..*|169\.254\..*|\[(?:::1|f[cd].*|fe80.*)\]|[^.[]+|.*\.(?:local|internal|localhost))$/;

/** Whether the host cannot be reached from the internet. */
export const isPrivate = (url: string) => PRIVATE.test(new URL(url).hostname);
