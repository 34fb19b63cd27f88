import { request as requestHttp } from 'node:http';
import { request as requestHttps, type RequestOptions } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';

import { BASE_DOMAINS } from '../../nodes/shared/address';
import { packageName } from '../system/manifest';
import { isEntity, parsed, queryText, type Answer, type Ask, type Call } from './ask';

const TIMEOUT_MS = 30_000;

/** The way through the proxy that the person's network needs, if it needs one. */
async function tunnel(proxy: string, host: string): Promise<Duplex> {
	return await new Promise((resolve, reject) => {
		const asked = requestHttp(proxy, { method: 'CONNECT', path: `${host}:443`, agent: false });
		asked.on('connect', ({ statusCode }, socket) => {
			if (statusCode === 200) resolve(connect({ socket, servername: host }));
			else reject(new Error(`The proxy does not lead to ${host} (${statusCode}).`));
		});
		asked.on('error', reject);
		asked.end();
	});
}

async function exchange(host: string, call: Call, token: string): Promise<Answer> {
	const { method, path, query, body, bytes, bearer = token } = call;
	const content = bytes ?? (body === undefined ? undefined : JSON.stringify(body));
	const proxy = process.env.HTTPS_PROXY ?? process.env.https_proxy;
	const asked = queryText(query);
	const options: RequestOptions = {
		host,
		port: 443,
		method,
		path: asked === '' ? path : `${path}?${asked}`,
		timeout: TIMEOUT_MS,
		headers: {
			host,
			accept: 'application/json',
			...(bearer === '' ? {} : { authorization: `Bearer ${bearer}` }),
			'user-agent': `${packageName} conform`,
			...(body === undefined ? {} : { 'content-type': 'application/json' }),
			...(bytes === undefined ? {} : { 'content-type': 'application/octet-stream' }),
			// Node says no length for the body of a DELETE.
			...(content === undefined ? {} : { 'content-length': Buffer.byteLength(content) }),
		},
	};
	if (proxy) {
		const socket = await tunnel(proxy, host);
		options.createConnection = () => socket;
	}
	return await new Promise((resolve, reject) => {
		const sent = requestHttps(options, (response) => {
			const headers = Object.fromEntries(
				Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
			);
			text(response).then(
				(content) => resolve({ status: response.statusCode ?? 0, headers, body: parsed(content) }),
				reject,
			);
		});
		sent.on('error', reject);
		sent.on('timeout', () => sent.destroy(new Error(`${host} did not answer within 30 seconds.`)));
		sent.end(content);
	});
}

const DRIVE = /^drive-[a-z0-9]+\.([a-z]+\.[a-z]+)$/;

/** The host of the account's files, if it is one of amoCRM's: a token goes nowhere else. */
function driveIn({ body }: Answer): string | undefined {
	const url = isEntity(body) ? String(body.drive_url) : '';
	const host = URL.canParse(url) ? new URL(url).host : '';
	return BASE_DOMAINS.has(DRIVE.exec(host)?.[1] ?? '') ? host : undefined;
}

/** Asks the real account: its own host, and the host of its files. */
export function openNetwork(domain: string, token: string): Ask {
	let drive: string | undefined;
	return async (call) => {
		if (!call.path.startsWith('/v1.0/')) {
			const answer = await exchange(domain, call, token);
			if (call.path === '/api/v4/account') drive ??= driveIn(answer);
			return answer;
		}
		if (drive === undefined) throw new Error('The account does not say where its files are.');
		return await exchange(drive, call, token);
	};
}

/** The account refused, and is left alone from then on. */
export class Forbidden extends Error {
	constructor(readonly call: Call) {
		super(`The account answered 403 to ${call.method} ${call.path}.`);
	}
}

export interface Pace {
	/** Calls a second. amoCRM allows 7. */
	perSecond: number;
	/** After a 429. */
	pauseMs: number;
}

export const PACE: Pace = { perSecond: 4, pauseMs: 10_000 };

const MOST_TRIES = 3;

/**
 * Asks one call after another, evenly and well below amoCRM's limit.
 * @throws Forbidden at the first 403: nothing more is asked
 */
export function paced(ask: Ask, { perSecond, pauseMs }: Pace = PACE): Ask {
	let nextAt = 0;
	let isOver = false;
	const turn = async () => {
		const wait = nextAt - performance.now();
		if (wait > 0) await sleep(wait);
		nextAt = Math.max(nextAt, performance.now()) + 1000 / perSecond;
	};
	/** A lost answer to a read may be asked for again; a write may have been done. */
	const once = async (call: Call, tries: number): Promise<Answer> => {
		await turn();
		try {
			return await ask(call);
		} catch (error) {
			if (call.method !== 'GET' || tries <= 1) throw error;
			return await once(call, tries - 1);
		}
	};
	return async (call) => {
		if (isOver) throw new Forbidden(call);
		for (let tries = 1; ; tries++) {
			const answer = await once(call, MOST_TRIES);
			if (answer.status === 403) {
				isOver = true;
				throw new Forbidden(call);
			}
			if (answer.status !== 429) return answer;
			if (tries === MOST_TRIES) {
				throw new Error('amoCRM answers 429 (too many requests) again and again. Try it later.');
			}
			await sleep(pauseMs);
		}
	};
}
