import type { ChatChannel } from '../shared/channel/credential';
import { readScope } from '../shared/channel/scope';
import { isHookSigned } from '../shared/channel/signature';
import { readHook, textOf, type ChatHook } from './hook';

/** A message with all that it quotes has some thousand bytes. */
const MOST_BYTES = 1_000_000;

/** An older hook was sent again by somebody else: amoCRM sends each once, and at once. */
const OLDEST_MS = 60 * 60 * 1000;

/** A call that is refused: with which status, and why. */
interface Refusal {
	status: number;
	why: string;
}

/** What a genuine call brings. */
export interface Genuine {
	body: string;
	hook: ChatHook;
}

const minutes = (milliseconds: number) => Math.round(Math.abs(milliseconds) / 60_000);

/**
 * Checks that amoCRM sent the hook, to this channel, lately. Its signature counts; what the address says must not
 * contradict it.
 */
export function authenticate(
	bytes: Buffer,
	signature: unknown,
	scopeId: unknown,
	{ channelId, channelSecret }: ChatChannel,
): Genuine | Refusal {
	if (bytes.length > MOST_BYTES) return { status: 413, why: 'it is too long for a hook' };
	if (!isHookSigned(channelSecret, bytes, signature)) {
		return { status: 403, why: "it is not signed with the channel's secret" };
	}
	const body = textOf(bytes);
	const hook = body === undefined ? undefined : readHook(body);
	if (body === undefined || !hook) return { status: 400, why: 'it is no hook of version 2' };
	const scope = readScope(scopeId);
	if (scope && (scope.channelId !== channelId || scope.amojoId !== hook.amojoId)) {
		return { status: 403, why: 'its address names another channel or account than its content' };
	}
	const age = hook.time === undefined ? 0 : Date.now() - hook.time * 1_000;
	if (Math.abs(age) > OLDEST_MS) {
		return {
			status: 403,
			why: `by its time it was sent ${minutes(age)} minutes ${age > 0 ? 'ago' : 'from now'}: it is an old one, or the clock of this server is wrong`,
		};
	}
	return { body, hook };
}
