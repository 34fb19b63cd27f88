import { createHmac } from 'node:crypto';
import { z } from 'zod';

import { accountFromReferer, type AccountAddress } from '../shared/address';
import { parseJson } from '../shared/settle';
import { SINGULAR } from '../shared/hooks/entities';
import { isSame } from '../shared/oauth/keys';
import type { IntegrationKeys } from '../shared/oauth/tokens';
import { AmoCrmProblem } from '../shared/problem';

/** The integration that a token must be meant for. */
export interface Receiver {
	keys: IntegrationKeys;
	/** The secrets that may have signed a token: the client secret and the previous one. */
	secrets: readonly string[];
	/** The Redirect URI of the integration, from which amoCRM derives the audience. */
	redirectUri: string;
	extraDomains: string[];
}

interface TokenAccount extends AccountAddress {
	id: number;
}

/** Hashes by their names in tokens. */
const HASHES = { HS256: 'sha256', HS512: 'sha512' } as const;

type Algorithm = keyof typeof HASHES;

const id = z.coerce.number().int().positive();

/** Since 1970, up to the latest possible date. */
const seconds = z.number().max(8.64e12);

const claims = z.object({
	/** Address of the account. */
	iss: z.string(),
	aud: z.string(),
	exp: seconds,
	nbf: seconds.optional(),
	iat: seconds.optional(),
	jti: z.string().optional(),
	account_id: id,
	client_uuid: z.string().optional(),
	client_uid: z.string().optional(),
});

type Claims = z.infer<typeof claims>;

/** A kind of token: how it may be signed, and its claims. */
interface Kind<T extends Claims> {
	algorithms: Algorithm[];
	claims: z.ZodType<T, z.ZodTypeDef, unknown>;
}

/** @see https://www.amocrm.ru/developers/content/oauth/disposable-tokens */
const FRONT_END = {
	algorithms: ['HS256'],
	claims: claims.extend({
		client_uuid: z.string(),
		user_id: id,
		/** Found only in amoCRM's own client. */
		is_admin: z.boolean().optional().catch(undefined),
	}),
} satisfies Kind<Claims>;

/**
 * The documentation names no algorithm; amoCRM's own client takes HS512.
 * @see https://www.amocrm.ru/developers/content/digital_pipeline/salesbot
 */
const SALESBOT = {
	algorithms: ['HS512', 'HS256'],
	claims: claims.extend({
		/** `lead` by the documentation, `2` by amoCRM's own client. */
		entity_type: z.coerce.string(),
		entity_id: id,
	}),
} satisfies Kind<Claims>;

function refuse(why: string): never {
	throw new AmoCrmProblem('unauthorized', `The token ${why}.`);
}

/** How far amoCRM's clock may be ahead of ours. */
const LEEWAY_S = 60;

/** Without the port, as in amoCRM's tokens. */
function audienceOf(address: string): string | undefined {
	if (!URL.canParse(address)) return undefined;
	const { protocol, hostname } = new URL(address);
	return `${protocol}//${hostname}`;
}

const CHECKS: Array<{
	complaint: string;
	isMet(claims: Claims, receiver: Receiver, nowS: number): boolean;
}> = [
	{ complaint: 'has expired', isMet: ({ exp }, _receiver, nowS) => nowS < exp },
	{
		complaint: 'is not valid yet',
		isMet: ({ nbf = 0, iat = 0 }, _receiver, nowS) => Math.max(nbf, iat) <= nowS + LEEWAY_S,
	},
	{
		complaint: 'is meant for another address than the Redirect URI',
		isMet: ({ aud }, { redirectUri }) => {
			const audience = audienceOf(aud);
			return audience !== undefined && audience === audienceOf(redirectUri);
		},
	},
	{
		complaint: 'belongs to another integration',
		isMet: ({ client_uuid, client_uid }, { keys }) =>
			[client_uuid, client_uid].every((named) => named === undefined || named === keys.clientId),
	},
];

const decoded = (part: string) => parseJson(Buffer.from(part, 'base64url').toString('utf8'));

/** The claims of a token that is signed with one of the secrets and algorithms. */
function signedPayload(
	token: string,
	secrets: readonly string[],
	algorithms: Algorithm[],
): unknown {
	const [header, payload, signature, ...rest] = token.split('.');
	if (signature === undefined || rest.length > 0) refuse('is not a token of amoCRM');
	const fields = decoded(header) as { alg?: unknown } | undefined | null;
	const algorithm = algorithms.find((known) => known === fields?.alg);
	if (!algorithm) refuse('is signed in a way that is not accepted');
	const isBy = (secret: string) => {
		const expected = createHmac(HASHES[algorithm], secret).update(`${header}.${payload}`);
		return isSame(expected.digest('base64url'), signature);
	};
	if (!secrets.some(isBy)) refuse('has a wrong signature');
	return decoded(payload);
}

function verified<T extends Claims>(
	token: string,
	kind: Kind<T>,
	receiver: Receiver,
	now: Date,
): { claimed: T; account: TokenAccount } {
	const payload = signedPayload(token, receiver.secrets, kind.algorithms);
	const claimed = kind.claims.safeParse(payload).data;
	if (!claimed) refuse('lacks claims that amoCRM puts into its tokens');
	const unmet = CHECKS.find(({ isMet }) => !isMet(claimed, receiver, now.getTime() / 1000));
	if (unmet) refuse(unmet.complaint);
	const address = accountFromReferer(claimed.iss, receiver.extraDomains);
	return { claimed, account: { id: claimed.account_id, ...address } };
}

/** Reads the token that the page of an account sends as `X-Auth-Token`. @throws AmoCrmProblem */
export function readFrontEndToken(token: string, receiver: Receiver, now: Date) {
	const { claimed, account } = verified(token, FRONT_END, receiver, now);
	return {
		account,
		user: { id: claimed.user_id, isAdmin: claimed.is_admin },
		token: { id: claimed.jti, expiresAt: new Date(claimed.exp * 1000).toISOString() },
	};
}

/** Reads the token of a bot's `widget_request`. @throws AmoCrmProblem */
export function readSalesbotToken(token: string, receiver: Receiver, now: Date) {
	const { claimed, account } = verified(token, SALESBOT, receiver, now);
	const { entity_type: type, entity_id } = claimed;
	return { account, entity: { type: SINGULAR.get(Number(type)) ?? type, id: entity_id } };
}
