import { z } from 'zod';

import { readSigned, signContent, type Signer, type Verifier } from './signed';

const content = z.object({
	/** When the link ends, in seconds since 1970. */
	exp: z.number(),
	/** Only accounts that need somebody. */
	troubled: z.boolean(),
});

/** What a link to the page of all accounts says. */
export type StatusPageLink = z.infer<typeof content>;

/** The parameter of the install trigger's address that holds it. */
export const STATUS_PAGE = 'accounts';

/** Where the next page of the accounts begins. */
export const STATUS_PAGE_AFTER = 'after';

/** The address of the page of all accounts: whoever has it can open the page until it ends. */
export function statusPageUrl(
	triggerUrl: string,
	link: StatusPageLink,
	signer: Signer,
	after = 0,
): string {
	const url = new URL(triggerUrl);
	url.searchParams.set(STATUS_PAGE, signContent(link, 'statusPage', signer));
	if (after > 0) url.searchParams.set(STATUS_PAGE_AFTER, String(after));
	return url.href;
}

/** What the link says, if this integration made it and it has not ended. */
export function readStatusPageLink(
	text: unknown,
	verifier: Verifier,
	now: Date,
): StatusPageLink | undefined {
	const link = content.safeParse(readSigned(text, 'statusPage', verifier)).data;
	return link && link.exp * 1000 > now.getTime() ? link : undefined;
}
