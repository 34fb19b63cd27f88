import { randomBytes } from 'node:crypto';
import { omit } from 'lodash';

import { disableHookQuery } from '../../emulator/net/hooks';
import type { IncomingCall } from '../../emulator/net/message';
import type { Integration, Platform } from '../../emulator/types';
import { readCall } from '../../nodes/AmoCrmInstallTrigger/calls';
import { accountFromReferer, authorizeUrl } from '../../nodes/shared/address';
import { isEntity, type Answer, type Ask } from './ask';
import { compareAnswers, ifBothCame, type Difference, type Eyes } from './compare';
import { EmulatedAccount } from './emulated';
import { EMULATOR_PATH, isOfEmulator, type Inbox } from './inbox';
import { Observer, type Vocabulary } from './shape';
import { daysOf } from './world';

/** What a person has to do in the account. */
export type Deed = 'authorize' | 'disable' | 'install';

/** The account, or the emulator. */
export interface Side {
	domain: string;
	platform: Platform;
	integration: Pick<Integration, 'id' | 'secret' | 'redirectUri'>;
	ask: Ask;
	/** @param link where a person allows the access */
	does(deed: Deed, link: string): Promise<void>;
	isFor(call: IncomingCall): boolean;
	/** How long a call may take to come, when the deed is done. */
	patienceMs: number;
}

/** What one side did at one place; nothing if no call came. */
interface Seen {
	title: string;
	read: string;
	page: string;
	answer?: Answer;
}

const TOKENS = '/oauth2/access_token';
const [OAUTH, STEPS, PUBLIC] = ['oauth', 'step-by-step', 'auth-public-integrations'].map(
	(page) => `oauth/${page}`,
);

/** Calls by their names in a report. */
const READS = {
	install: 'GET {redirect_uri}',
	disabling: 'GET {disabling_uri}',
	tokens: `POST ${TOKENS}`,
	account: 'GET /api/v4/account',
};

const TITLES = {
	authorize: 'allowed by the link',
	exchange: 'the code is exchanged',
	refresh: 'refreshed',
	bare: 'refreshed without a redirect URI',
	old: 'the access token from before the refresh',
	usedRefresh: 'a refresh token that was used',
	usedCode: 'a code that was used',
	noCode: 'a code that is none',
	elsewhere: 'a redirect URI that is another',
	disable: 'disabled in the account',
	dead: 'an access token after the disabling',
	deadRefresh: 'a refresh token after the disabling',
	install: 'installed in the account',
	exchangeAgain: 'the code of the installing is exchanged',
};

export const OAUTH_WORDS = {
	reads: Object.values(READS),
	asks: Object.values(TITLES),
	pages: [OAUTH, STEPS, PUBLIC],
};

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

function refererIn(referer: unknown, domain: string): string | undefined {
	if (referer === undefined) return undefined;
	try {
		return accountFromReferer(referer).domain === domain ? 'the account' : 'another account';
	} catch {
		return 'no account';
	}
}

const word = (isRight: boolean, isThere: boolean) =>
	isThere ? (isRight ? 'right' : 'wrong') : undefined;

/** A call, without what only this integration's own address adds to it. */
function told(call: IncomingCall, { integration, domain }: Side, state: string): Answer {
	const own = [...new URL(integration.redirectUri).searchParams.keys()];
	const query: Record<string, unknown> = omit(call.query, own);
	const { signature } = disableHookQuery(integration as Integration, Number(query.account_id));
	const client = query.client_id ?? query.client_uuid;
	return {
		status: 200,
		headers: call.headers,
		body: {
			'made by': call.method,
			'the referer': refererIn(query.referer, domain),
			'the state': word(query.state === state, query.state !== undefined),
			'the client': word(client === integration.id, client !== undefined),
			'the signature': word(query.signature === signature, query.signature !== undefined),
			'the widget': text(query.from_widget),
			'the platform': text(query.platform),
			query,
			body: call.body,
		},
	};
}

/** Undefined is no answer of a program. */
const cleaned = (answer: Answer): Answer => ({
	...answer,
	body: JSON.parse(JSON.stringify(answer.body)) as unknown,
});

/** Plays the installing and the disabling on one side. */
export async function play(side: Side, inbox: Inbox): Promise<Seen[]> {
	const { integration, domain, platform, ask } = side;
	const seen: Seen[] = [];
	const note = (title: string, read: string, page: string, answer?: Answer) => {
		seen.push({ title, read, page, answer: answer && cleaned(answer) });
	};

	const call = async (deed: Deed, kind: 'install' | 'disabling') => {
		const state = randomBytes(8).toString('hex');
		const query = new URLSearchParams({ client_id: integration.id, state });
		const isIt = (one: IncomingCall) =>
			side.isFor(one) && one.method === 'GET' && readCall('GET', one.query).kind === kind;
		inbox.take(isIt);
		await side.does(deed, `${authorizeUrl(platform)}?${query.toString()}`);
		const found: IncomingCall[] = [];
		const isThere = () => found.push(...inbox.take(isIt)) > 0;
		await inbox.wait(isThere, side.patienceMs);
		const [first] = found;
		const page = kind === 'disabling' ? STEPS : deed === 'install' ? PUBLIC : OAUTH;
		note(TITLES[deed], READS[kind], page, first && told(first, side, state));
		return first;
	};

	const token = async (title: string, more: Record<string, string>) => {
		const body = {
			client_id: integration.id,
			client_secret: integration.secret,
			redirect_uri: integration.redirectUri,
			...more,
		};
		const answer = await ask({
			method: 'POST',
			path: TOKENS,
			bearer: '',
			body: Object.fromEntries(Object.entries(body).filter(([, value]) => value !== '')),
		});
		note(title, READS.tokens, STEPS, answer);
		return isEntity(answer.body) ? answer.body : {};
	};
	const exchanged = async (title: string, code: string, redirect_uri = integration.redirectUri) =>
		await token(title, { grant_type: 'authorization_code', code, redirect_uri });
	const refreshed = async (title: string, refresh: unknown, more: Record<string, string> = {}) =>
		await token(title, { grant_type: 'refresh_token', refresh_token: String(refresh), ...more });
	const account = async (title: string, bearer: unknown) => {
		const { status, headers } = await ask({
			method: 'GET',
			path: '/api/v4/account',
			bearer: String(bearer),
		});
		note(title, READS.account, OAUTH, { status, headers, body: {} });
	};

	/** The secret goes to no other account than the person's. */
	const codeIn = (found: IncomingCall | undefined) => {
		if (!found) return undefined;
		if (refererIn(found.query.referer, domain) !== 'the account') {
			throw new Error('The call came from another account. Nothing was sent there.');
		}
		return String(found.query.code);
	};

	const code = codeIn(await call('authorize', 'install'));
	if (code === undefined) return seen;
	const first = await exchanged(TITLES.exchange, code);
	const second = await refreshed(TITLES.refresh, first.refresh_token);
	await account(TITLES.old, first.access_token);
	const third = await refreshed(TITLES.bare, second.refresh_token, { redirect_uri: '' });
	await refreshed(TITLES.usedRefresh, first.refresh_token);
	await exchanged(TITLES.usedCode, code);
	await exchanged(TITLES.noCode, 'conform');
	await exchanged(TITLES.elsewhere, code, 'https://conform.invalid/');
	const last = third.access_token === undefined ? second : third;
	await call('disable', 'disabling');
	await account(TITLES.dead, last.access_token);
	await refreshed(TITLES.deadRefresh, last.refresh_token);
	const again = codeIn(await call('install', 'install'));
	if (again !== undefined) await exchanged(TITLES.exchangeAgain, again);
	return seen;
}

/** The emulator in an account that holds nobody's data; its person does at once what he is told. */
export async function emulatorSide(platform: Platform, inbox: Inbox): Promise<Side> {
	const emulated = await EmulatedAccount.on(platform, 'example');
	return await sideOf(emulated, `${inbox.address}${EMULATOR_PATH}`, isOfEmulator);
}

/** @param address where the calls of this account go, told apart by `isFor` */
export async function sideOf(
	{ control, account, ask }: EmulatedAccount,
	address: string,
	isFor: Side['isFor'],
): Promise<Side> {
	const { domain, platform, subdomain } = account;
	const integration = await control.createIntegration({
		name: 'Played',
		redirectUri: address,
		disableUri: address,
		platform,
	});
	const place = { integrationId: integration.id, subdomain };
	const deeds: Record<Deed, (link: string) => Promise<unknown>> = {
		authorize: async (link) => {
			const state = new URL(link).searchParams.get('state') ?? '';
			const { redirectUrl } = await control.authorize({ ...place, state });
			return await fetch(redirectUrl);
		},
		disable: async () => await control.uninstall(place),
		install: async () => await control.installWidget(place),
	};
	return {
		domain,
		platform,
		integration,
		ask,
		isFor,
		patienceMs: 0,
		does: async (deed, link) => void (await deeds[deed](link)),
	};
}

/** Learns the words in which calls and answers are told. @param seen on the emulator's side */
export function learnOauthWords(words: Vocabulary, seen: Seen[]): void {
	const observer = new Observer(words, daysOf('UTC'), true);
	for (const { answer } of seen) observer.see(answer?.body);
	const wrong = 'wrong';
	observer.see({ 'the state': wrong, 'the client': wrong, 'the signature': wrong });
	for (const referer of ['another account', 'no account']) observer.see({ 'the referer': referer });
}

/** Plays both sides, and holds them against each other. */
export async function compareOauth(
	account: Side,
	emulator: Side,
	inbox: Inbox,
	words: Vocabulary,
): Promise<Difference[]> {
	const its = await play(emulator, inbox);
	learnOauthWords(words, its);
	const mine = await play(account, inbox);
	const eyes: Eyes = { words, zone: daysOf('UTC') };
	return its.flatMap(({ title, read, page, answer }) => {
		const own = mine.find((one) => one.title === title);
		if (!own) return [];
		const found = ifBothCame(own.answer, answer, (...both) => compareAnswers(eyes, ...both));
		return found.map((one) => ({ read, ...one, asks: [title], page }));
	});
}
