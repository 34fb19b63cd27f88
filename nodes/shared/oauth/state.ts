import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { parseJson } from '../settle';
import { AmoCrmProblem } from '../problem';
import { deriveKey, hmacSha256, isSame } from './keys';

/** Whose key signs a state. */
export interface StateSigner {
	clientId: string;
	clientSecret: string;
}

/** Whose keys may have signed it: that of the secret that counts now, or of one before it. */
interface StateVerifier {
	clientId: string;
	secrets: readonly string[];
}

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

function signatureOf(body: string, { clientId, clientSecret }: StateSigner): string {
	return hmacSha256(deriveKey(clientSecret, clientId, 'state'), body).toString('base64url');
}

/**
 * Makes the `state` of an install link: the builder's data and an expiry, signed. Anyone can read the data;
 * nobody without the client secret can change it.
 */
export function signState(
	data: IDataObject,
	expiresAt: Date,
	signer: StateSigner,
	account: ForAccount = {},
): string {
	const exp = Math.floor(expiresAt.getTime() / 1000);
	const body = Buffer.from(JSON.stringify({ exp, data, ...account })).toString('base64url');
	return `${body}.${signatureOf(body, signer)}`;
}

function invalid(message: string, hint: string): AmoCrmProblem {
	return new AmoCrmProblem('stateInvalid', message, { hint });
}

/** The signed part, if this integration signed it: to the last character as it was made. */
function signedBody(state: unknown, { clientId, secrets }: StateVerifier): string | undefined {
	const [body, signature = '', ...rest] = typeof state === 'string' ? state.split('.') : [];
	if (!body || rest.length > 0) return undefined;
	const isBy = (clientSecret: string) =>
		isSame(signatureOf(body, { clientId, clientSecret }), signature);
	return secrets.some(isBy) ? body : undefined;
}

const contentOf = (state: unknown, verifier: StateVerifier) => {
	const body = signedBody(state, verifier);
	const text = Buffer.from(body ?? '', 'base64url').toString('utf8');
	return stateBody.safeParse(parseJson(text)).data;
};

/**
 * Whether this integration signed the state for one account alone, even if it has expired: such a link connects no
 * other account.
 */
export const isForOneAccount = (state: unknown, verifier: StateVerifier): boolean =>
	contentOf(state, verifier)?.onlyAccount !== undefined;

/**
 * Reads a signed state, whatever came in its place.
 * @throws AmoCrmProblem `stateInvalid`
 */
export function readSignedState(state: unknown, verifier: StateVerifier, now: Date): SignedState {
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
export const verifyState = (state: unknown, verifier: StateVerifier, now: Date): IDataObject =>
	readSignedState(state, verifier, now).data;
