import { cached } from '../cached';

const refused = cached<true>({ ms: 60_000, most: 1_000 });

/**
 * Whether the account has just refused a renewed token: another one would be refused, too, and each costs a refresh
 * token. Somebody may connect the account again, so that this is forgotten soon.
 */
export const isRefusedLately = (authorization: string): boolean => refused.has(authorization);

/** The account refused a renewed token. */
export const noteRefusal = (authorization: string): void => refused.set(authorization, true);
