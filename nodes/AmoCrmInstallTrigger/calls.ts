/** What arrived at the Redirect URI, told apart by its parameters. Everything in it is untrusted. */
export type Call =
	| { kind: 'install'; via: 'widget' | 'button'; code: string; referer: unknown; state?: string }
	| { kind: 'refusal'; error: string; state?: string }
	| { kind: 'disabling'; accountId: string; clientId: string; signature: string }
	| { kind: 'unknown' };

export type CallOf<Kind extends Call['kind']> = Extract<Call, { kind: Kind }>;

type Query = Record<string, unknown>;

/** A parameter that came once, as text. */
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

type Reader = (query: Query) => Call | undefined;

/**
 * Widget installed: a server calls, waits 3 seconds, never repeats. Otherwise a person's browser waits.
 * @see https://www.amocrm.ru/developers/content/oauth/oauth
 */
const readInstall: Reader = (query) => {
	const code = text(query.code);
	if (!code) return undefined;
	const via = query.from_widget === undefined ? 'button' : 'widget';
	return { kind: 'install', via, code, referer: query.referer, state: text(query.state) };
};

const readRefusal: Reader = ({ error, state }) => {
	const word = text(error);
	if (!word) return undefined;
	return { kind: 'refusal', error: word, state: text(state) };
};

/** @see https://www.amocrm.ru/developers/content/oauth/step-by-step */
const readDisabling: Reader = (query) => {
	const accountId = text(query.account_id);
	const clientId = text(query.client_uuid) ?? text(query.client_id);
	if (!accountId || !clientId) return undefined;
	return { kind: 'disabling', accountId, clientId, signature: text(query.signature) ?? '' };
};

const readers = [readInstall, readRefusal, readDisabling];

export function readCall(query: Query): Call {
	for (const read of readers) {
		const call = read(query);
		if (call) return call;
	}
	return { kind: 'unknown' };
}
