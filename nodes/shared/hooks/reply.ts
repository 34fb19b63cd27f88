import type { ReplyTo } from '../channel/route';
import type { Branch } from './tree';

/** What items of messages have besides: n8n's AI Agent and its memory take the first two by these names. */
export interface ReplyFacts {
	/** The same for all messages of a conversation. */
	sessionId?: string;
	/** What was written. */
	chatInput?: string;
	replyTo?: ReplyTo;
}

/** Where a message is: an account whose id or domain may not be known. */
interface Place {
	id: number;
	domain: string;
}

/** Entities of which an event is a message in a chat. */
const MESSAGES = ['message', 'outgoing_message'];

const isId = (value: unknown): value is number => typeof value === 'number' && value > 0;

const accountFacts = ({ id, domain }: Place) => ({
	account: { ...(isId(id) && { id }), ...(domain !== '' && { domain }) },
});

/** Of an event in the CRM: the chat is the same whichever channel it is in; its talk can be answered. */
export function replyFactsOf(entity: string, data: Branch, account: Place): ReplyFacts {
	if (!MESSAGES.includes(entity)) return {};
	const { chat_id: chatId, talk_id: talkId, text } = data;
	const sessionId = [chatId, talkId].find((value) => value !== undefined && value !== null);
	return {
		...(sessionId !== undefined && { sessionId: String(sessionId) }),
		chatInput: typeof text === 'string' ? text : '',
		...(isId(talkId) && { replyTo: { ...accountFacts(account), talk: { talkId } } }),
	};
}

/**
 * Of a bot that waits for a widget. It names no chat, but the card that it runs for; what the client wrote is in `message`
 * of its data, if the bot sends it.
 */
export function replyFactsOfBot(
	account: Place,
	entity: { type: string; id: number },
	returnUrl: string,
	{ message }: Branch,
): ReplyFacts {
	return {
		sessionId: [account.id, entity.type, entity.id].join('/'),
		...(typeof message === 'string' && { chatInput: message }),
		replyTo: { ...accountFacts(account), salesbot: { returnUrl } },
	};
}
