/** So long a refusal is remembered. */
const KEPT_MS = 60_000;
const MOST_KEPT = 1_000;

const refused = new Map<string, number>();

/**
 * Whether the account refused a token that was made anew: another one would be refused, too, and each costs a refresh
 * token. Somebody may connect the account again meanwhile, so that is forgotten soon.
 */
export const isRefusedLately = (authorization: string): boolean =>
	(refused.get(authorization) ?? 0) > Date.now();

/** The account refused a token that was made anew. */
export function noteRefusal(authorization: string): void {
	refused.delete(authorization);
	refused.set(authorization, Date.now() + KEPT_MS);
	if (refused.size > MOST_KEPT) refused.delete(refused.keys().next().value ?? '');
}
