import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { AmoCrmProblem } from '../problem';
import { deriveKey, hmacSha256, isSame } from './keys';

/** Whose key signs a state. */
export interface StateSigner {
	clientId: string;
	clientSecret: string;
}

const stateBody = z.object({
	/** When it ends, in seconds since 1970. */
	exp: z.number(),
	/** The builder's own data. */
	data: z.record(z.unknown()),
});

function signatureOf(body: string, { clientId, clientSecret }: StateSigner): Buffer {
	return hmacSha256(deriveKey(clientSecret, clientId, 'state'), body);
}

/**
 * Makes the `state` of an install link: the builder's data and an expiry, signed. Anyone can read the data;
 * nobody without the client secret can change it.
 */
export function signState(data: IDataObject, expiresAt: Date, signer: StateSigner): string {
	const exp = Math.floor(expiresAt.getTime() / 1000);
	const body = Buffer.from(JSON.stringify({ exp, data })).toString('base64url');
	return `${body}.${signatureOf(body, signer).toString('base64url')}`;
}

/**
 * Reads a signed state.
 * @throws AmoCrmProblem `stateInvalid`
 */
export function verifyState(state: string, signer: StateSigner, now: Date): IDataObject {
	const [body, signature, ...rest] = state.split('.');
	const received = Buffer.from(signature ?? '', 'base64url');
	if (!body || rest.length > 0 || !isSame(signatureOf(body, signer), received)) {
		throw new AmoCrmProblem(
			'stateInvalid',
			'The install link is not one that this integration made.',
			{
				hint: 'Open the original link again, whole.',
			},
		);
	}
	const { exp, data } = stateBody.parse(
		JSON.parse(Buffer.from(body, 'base64url').toString('utf8')),
	);
	if (exp * 1000 <= now.getTime()) {
		throw new AmoCrmProblem('stateInvalid', 'The install link has expired.', {
			hint: 'Ask for a new link.',
		});
	}
	return data as IDataObject;
}
