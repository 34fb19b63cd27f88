import type { IDataObject, IHttpRequestMethods } from 'n8n-workflow';

import { runOf, signingSend, type SessionFunctions } from '../account/session';
import { AmoCrmProblem, type ProblemCode } from '../problem';
import { parseJson } from '../settle';
import { createApiClient, type Query } from '../transport/client';
import { explainAnswer } from '../transport/explain';
import { onHost, openHttp, type Answer } from '../transport/http';
import { limiterFor } from '../transport/limiter';
import { CHANNEL_CREDENTIAL, chatHostOf, readChannel, type ChatChannel } from './credential';

export interface ChannelCall {
	method: IHttpRequestMethods;
	/** Below `/v2/origin/custom`, unescaped: `[scopeId, 'chats']`. */
	path: string[];
	query?: Query;
	body?: IDataObject;
	/** The same done twice is the same as once: it may be sent again where its answer was lost. */
	isRepeatable?: boolean;
	/** What there is not where amoCRM answers with 404. Default: the channel. */
	subject?: string;
}

/** The chats of amoCRM, as a channel reaches them. */
export interface ChannelClient {
	readonly channelId: string;
	readonly botId: string;
	readonly platform: ChatChannel['platform'];
	/**
	 * Sends a call signed with the channel's secret; gives its parsed body, `undefined` if there is none.
	 * @throws AmoCrmProblem with `uncertain` if a message may have been taken nevertheless
	 */
	request<T = IDataObject>(call: ChannelCall): Promise<T | undefined>;
}

/** The documentation names no limit. amoCRM lets an account have 50 requests a second of all integrations. */
const PER_SECOND = 20;

/** A request is taken within this of its date. */
const CLOCK_LEEWAY_MS = 15 * 60_000;

interface Explanation {
	code: ProblemCode;
	message: string;
	hint?: string;
}

function refusedSignature({ headers }: Answer): Explanation {
	const code = 'unauthorized';
	const off = Math.abs(Date.parse(headers.date ?? '') - Date.now());
	if (off > CLOCK_LEEWAY_MS) {
		return {
			code,
			message: `amoCRM's chats refused the signature: the clock of this server is ${Math.round(off / 60_000)} minutes wrong.`,
			hint: 'Set the clock of the machine that n8n runs on: a signature counts for 15 minutes.',
		};
	}
	return {
		code,
		message: "amoCRM's chats refused the signature of the channel.",
		hint: 'Check the channel ID and the channel secret in the credential. If they are right, connect the channel to this account again: amoCRM disconnects it when the integration is disabled.',
	};
}

const RECONNECT =
	'If it should be there, connect the channel to this account again (Chat > Connect): amoCRM disconnects it when the integration is disabled, and every install needs it anew.';

const LONGEST_WORDS = 300;

/** All texts of an answer: no page tells its shape, only that its body has the details. */
function textsIn(value: unknown, depth = 4): string[] {
	if (typeof value === 'string') return value === '' ? [] : [value];
	if (typeof value !== 'object' || value === null || depth === 0) return [];
	return Object.values(value).flatMap((part) => textsIn(part, depth - 1));
}

const wordsOf = ({ text }: Answer): string | undefined =>
	textsIn(parseJson(text)).join(' – ').slice(0, LONGEST_WORDS) || undefined;

/**
 * What an answer of the chats means.
 * @see https://www.amocrm.ru/developers/content/chats/chat-api-reference
 */
function explain(host: string, subject: string, answer: Answer): AmoCrmProblem {
	const plain = explainAnswer(host, answer);
	const byStatus: Record<number, (() => Explanation) | undefined> = {
		400: () => ({ code: 'validation', message: "amoCRM's chats did not accept the data." }),
		401: () => refusedSignature(answer),
		403: () => refusedSignature(answer),
		404: () => ({
			code: 'notFound',
			message: `amoCRM's chats have no such ${subject}.`,
			hint: RECONNECT,
		}),
	};
	const { code, message, hint } = byStatus[answer.status]?.() ?? {
		code: plain.code,
		message: plain.message.replace('The account', 'The chat service'),
		hint: plain.details.hint,
	};
	return new AmoCrmProblem(code, message, { ...plain.details, hint, detail: wordsOf(answer) });
}

/** Where all calls of channels are. */
const ROOT = '/v2/origin/custom';

const pathOf = (parts: string[]) => [ROOT, ...parts.map(encodeURIComponent)].join('/');

/**
 * Opens the chats for the channel whose credential the node was given; n8n signs each request by that credential as it
 * is sent.
 * @throws AmoCrmProblem `missingCredential`, `badInput`
 */
export async function openChannel(functions: SessionFunctions): Promise<ChannelClient> {
	const channel = await readChannel(functions);
	const { channelId, botId, platform } = channel;
	const host = chatHostOf(channel);
	const http = openHttp(signingSend(functions, CHANNEL_CREDENTIAL), onHost(host));
	return {
		channelId,
		botId,
		platform,
		async request({ path, subject = 'chat channel', ...call }) {
			const limiter = limiterFor(
				{ integrationId: `chats|${channelId}`, perSecond: PER_SECOND, isShared: false },
				path[0],
			);
			const client = createApiClient(host, http, limiter, runOf(functions), (_, answer) =>
				explain(host, subject, answer),
			);
			return await client.request({ ...call, path: pathOf(path) });
		},
	};
}
