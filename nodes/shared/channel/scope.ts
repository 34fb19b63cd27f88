import type { AccountSession } from '../account/session';
import { PLATFORM_NAMES } from '../address';
import { cached } from '../cached';
import { AmoCrmProblem } from '../problem';
import { settle } from '../settle';
import { UUID, type ChatChannel } from './credential';

/** What the connection of a channel to an account is called: channel id, `_`, the account's amojo id. */
export const scopeOf = (channelId: string, amojoId: string): string => `${channelId}_${amojoId}`;

/** The parts of a scope; nothing if it is none. */
export function readScope(scopeId: unknown): { channelId: string; amojoId: string } | undefined {
	const [channelId, amojoId, ...rest] = typeof scopeId === 'string' ? scopeId.split('_') : [];
	if (!UUID.test(channelId ?? '') || !UUID.test(amojoId ?? '') || rest.length > 0) return undefined;
	return { channelId: channelId.toLowerCase(), amojoId: amojoId.toLowerCase() };
}

/** The account that a scope belongs to, by its id in amoCRM's chats. */
export const amojoIdOf = (scopeId: unknown): string | undefined => readScope(scopeId)?.amojoId;

/** An account keeps its id in the chats for as long as it lives. */
const amojoIds = cached<string>({ ms: Infinity, most: 5_000 });

/** @see https://www.amocrm.ru/developers/content/crm_platform/account-info */
async function askAmojoId(session: AccountSession): Promise<string> {
	const account = await session.request({
		method: 'GET',
		path: '/api/v4/account',
		query: { with: 'amojo_id' },
	});
	const id = String(account?.amojo_id ?? '').toLowerCase();
	if (UUID.test(id)) return id;
	throw new AmoCrmProblem(
		'badAnswer',
		`The account ${session.domain} did not tell its ID in amoCRM's chats.`,
		{ hint: 'Try again later: without it nothing can be sent to the chats of the account.' },
	);
}

/** Hooks name the account by it: the chat trigger finds an installed account by what is kept. */
async function findAmojoId(session: AccountSession): Promise<string> {
	const { kept } = session;
	if (kept && kept.amojoId !== '') return kept.amojoId;
	const id = await askAmojoId(session);
	if (kept) await settle(kept.keep(id));
	return id;
}

/**
 * The id, in amoCRM's chats, of an account in which the channel can act; asked once, and kept with an installed account.
 * @throws AmoCrmProblem `badInput` where the channel is not registered with the account's platform
 */
export async function amojoIdFor(
	channel: Pick<ChatChannel, 'platform'>,
	session: AccountSession,
): Promise<string> {
	const { platform, domain } = session;
	if (platform === channel.platform)
		return await amojoIds.read(session.key, () => findAmojoId(session));
	throw new AmoCrmProblem(
		'badInput',
		`The chat channel is registered with ${PLATFORM_NAMES[channel.platform]}, and ${domain} is an account of ${PLATFORM_NAMES[platform]}.`,
		{ hint: 'Choose an account of the same platform, or correct the credential of the channel.' },
	);
}
