import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { authorizeUrl, type Platform } from '../address';
import { AmoCrmProblem } from '../problem';
import { readSigned, signContent, type Signer, type Verifier } from './signed';

const forAccount = z.object({
	/** The builder's own id of the account that comes by the link, and labels. */
	externalId: z.string().optional(),
	labels: z.array(z.string()).optional(),
	/** Only this account may come by the link. */
	onlyAccount: z.number().optional(),
});

/** What a signed state says of the account that comes by it. */
export type ForAccount = z.infer<typeof forAccount>;

const stateBody = forAccount.extend({
	/** When it ends, in seconds since 1970. */
	exp: z.number(),
	/** The builder's own data. */
	data: z.record(z.unknown()),
});

/** What a signed state brings. */
export interface SignedState {
	data: IDataObject;
	account: ForAccount;
}

/**
 * Makes the `state` of an install link: the builder's data and an expiry, signed. Anyone can read the data;
 * nobody without the client secret can change it.
 */
export function signState(
	data: IDataObject,
	expiresAt: Date,
	signer: Signer,
	account: ForAccount = {},
): string {
	const exp = Math.floor(expiresAt.getTime() / 1000);
	return signContent({ exp, data, ...account }, 'state', signer);
}

function invalid(message: string, hint: string): AmoCrmProblem {
	return new AmoCrmProblem('stateInvalid', message, { hint });
}

const contentOf = (state: unknown, verifier: Verifier) =>
	stateBody.safeParse(readSigned(state, 'state', verifier)).data;

/**
 * Whether this integration signed the state for one account alone, even if it has expired: such a link connects no
 * other account.
 */
export const isForOneAccount = (state: unknown, verifier: Verifier): boolean =>
	contentOf(state, verifier)?.onlyAccount !== undefined;

/**
 * Reads a signed state, whatever came in its place.
 * @throws AmoCrmProblem `stateInvalid`
 */
export function readSignedState(state: unknown, verifier: Verifier, now: Date): SignedState {
	const content = contentOf(state, verifier);
	if (!content) {
		throw invalid(
			'The install link is not one that this integration made.',
			'Open the original link again, whole.',
		);
	}
	if (content.exp * 1000 <= now.getTime()) {
		throw invalid('The install link has expired.', 'Ask for a new link.');
	}
	return { data: content.data as IDataObject, account: forAccount.parse(content) };
}

/** The builder's data in a signed state. @throws AmoCrmProblem `stateInvalid` */
export const verifyState = (state: unknown, verifier: Verifier, now: Date): IDataObject =>
	readSignedState(state, verifier, now).data;

/** The page on which a person gives the integration access; amoCRM hands the state back. */
export function installLink(platform: Platform, clientId: string, state: string): string {
	const link = new URL(authorizeUrl(platform));
	link.searchParams.set('client_id', clientId);
	link.searchParams.set('state', state);
	link.searchParams.set('mode', 'post_message');
	return link.href;
}
