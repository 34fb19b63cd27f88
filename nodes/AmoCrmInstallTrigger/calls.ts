import { STATUS_PAGE, STATUS_PAGE_AFTER } from '../shared/oauth/statusPageLink';

/** What arrived at the Redirect URI, told apart by its parameters. Everything in it is untrusted. */
export type Call =
	| {
			kind: 'install';
			via: 'widget' | 'button';
			code: string;
			referer: unknown;
			state?: string;
			clientId?: string;
	  }
	| { kind: 'refusal'; error: string; state?: string }
	| { kind: 'disabling'; accountId: string; clientId: string; signature: string }
	| { kind: 'secrets'; clientId: string; clientSecret: string; state: string }
	| { kind: 'accounts'; link: string; after: number }
	| { kind: 'visit' }
	| { kind: 'unknown' };

export type CallOf<Kind extends Call['kind']> = Extract<Call, { kind: Kind }>;

type Parameters = Record<string, unknown>;

/** A parameter that came once, as text. */
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

type Reader = (parameters: Parameters) => Call | undefined;

/** Longer ones are nobody's: amoCRM's codes have some hundred characters, its secrets 64, its ids 36. */
const MOST_CODE = 4_000;
const MOST_ID = 1_000;
const MOST_SECRET = 1_000;
const MOST_STATE = 10_000;

/** A state that is too long is none. */
const stateOf = (value: unknown) => {
	const state = text(value);
	return state !== undefined && state.length > MOST_STATE ? undefined : state;
};

/**
 * Widget installed: a server calls, waits 3 seconds, never repeats. Otherwise a person's browser waits.
 * @see https://www.amocrm.ru/developers/content/oauth/oauth
 */
const readInstall: Reader = (query) => {
	const code = text(query.code);
	const clientId = text(query.client_id);
	if (!code || code.length > MOST_CODE || (clientId ?? '').length > MOST_ID) return undefined;
	return {
		kind: 'install',
		via: query.from_widget === undefined ? 'button' : 'widget',
		code,
		referer: query.referer,
		state: stateOf(query.state),
		clientId,
	};
};

const readRefusal: Reader = ({ error, state }) => {
	const word = text(error);
	if (!word) return undefined;
	return { kind: 'refusal', error: word, state: stateOf(state) };
};

/** @see https://www.amocrm.ru/developers/content/oauth/step-by-step */
const readDisabling: Reader = (query) => {
	const accountId = text(query.account_id);
	const clientId = text(query.client_uuid) ?? text(query.client_id);
	if (!accountId || !clientId || clientId.length > MOST_ID) return undefined;
	return { kind: 'disabling', accountId, clientId, signature: text(query.signature) ?? '' };
};

/** @see https://www.amocrm.ru/developers/content/oauth/oauth-external-integrations */
const readSecrets: Reader = (body) => {
	const clientId = text(body.client_id);
	const clientSecret = text(body.client_secret);
	const state = text(body.state) ?? '';
	if (!clientId || !clientSecret) return undefined;
	if (clientId.length > MOST_ID || clientSecret.length > MOST_SECRET) return undefined;
	return state.length > MOST_STATE ? undefined : { kind: 'secrets', clientId, clientSecret, state };
};

/** Somebody who watches the accounts, by a link of the action node. */
const readAccounts: Reader = (query) => {
	const link = text(query[STATUS_PAGE]);
	const after = Number(text(query[STATUS_PAGE_AFTER]) ?? 0);
	if (!link || link.length > MOST_STATE || !Number.isSafeInteger(after) || after < 0)
		return undefined;
	return { kind: 'accounts', link, after };
};

const readVisit: Reader = (query) =>
	Object.keys(query).length === 0 ? { kind: 'visit' } : undefined;

const readers = {
	GET: [readInstall, readRefusal, readDisabling, readAccounts, readVisit],
	POST: [readSecrets],
};

/** Reads the query of a GET, the body of a POST. */
export function readCall(method: keyof typeof readers, parameters: Parameters): Call {
	for (const read of readers[method]) {
		const call = read(parameters);
		if (call) return call;
	}
	return { kind: 'unknown' };
}
