import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { selfOf } from '../../../shared/account/facts';
import { returnPath } from '../../../shared/account/returnUrl';
import type { AccountLocator, AccountSession } from '../../../shared/account/session';
import type { ChannelClient } from '../../../shared/channel/request';
import { readScope } from '../../../shared/channel/scope';
import { replyTo, type ReplyTo } from '../../../shared/channel/route';
import { AmoCrmProblem } from '../../../shared/problem';
import { parseJson, settleProblem } from '../../../shared/settle';
import { additionalFields, readAdditional } from '../../factories/form';
import { fill } from '../../factories/entity';
import { choiceInput } from '../../factories/input';
import { perItem, type Item } from '../../factories/operation';
import { requireKommo } from '../../factories/platform';
import { showText } from '../salesbot';
import { message as talkMessage } from '../talk';
import type { ChatOperation, ChatTarget } from './chat';
import { historyOf } from './history';
import { asText, contentForm, MESSAGE_TYPES } from './content';
import { mayHaveArrived, sendNew } from './messages';
import { botName, botOf } from './people';
import { splitText } from './split';

/** An answer on its way. */
interface Reply {
	target: ChatTarget;
	route: ReplyTo;
	/** As amoCRM's chats take it. */
	message: IDataObject;
	/** What was given below Additional Fields. */
	additional: IDataObject;
}

/** How an answer can get to the client. */
interface Way {
	by: keyof Pick<ReplyTo, 'channel' | 'salesbot' | 'talk'>;
	/** In sentences. */
	name: string;
	/** Why an item without it has none. */
	absent: string;
	/**
	 * Sends the answer.
	 * @returns what is to be told of it
	 * @throws AmoCrmProblem where this is no way for it
	 */
	send(reply: Reply): Promise<IDataObject>;
}

const noWay = (message: string, hint?: string) => new AmoCrmProblem('badInput', message, { hint });

/** The account of the item, among those that installed the integration. */
function locatorOf({ account, salesbot }: ReplyTo): AccountLocator {
	if (account?.id !== undefined) return { mode: 'id', value: account.id };
	const address = salesbot?.returnUrl ?? '';
	const host = URL.canParse(address) ? new URL(address).host : '';
	return { mode: 'domain', value: account?.domain ?? host };
}

/** The item's account. @throws AmoCrmProblem if the node's credential is of another */
async function sessionOf({ target, route }: Reply): Promise<AccountSession> {
	const session = await target.session(locatorOf(route));
	const { id, domain } = route.account ?? {};
	const isOther =
		id === undefined
			? domain !== undefined && domain !== session.domain
			: (await selfOf(session)).id !== id;
	if (!isOther) return session;
	throw noWay(
		`The item is of the account ${domain ?? id}, and the node acts in ${session.domain}.`,
		'Choose the credential of that account.',
	);
}

type Route = NonNullable<ReplyTo['channel']>;

const UNNAMED = 'Client';

const AS_CLIENT = 'client';

const replyAs = choiceInput(
	'reply_as',
	'Reply As',
	[
		{ name: 'Bot', value: 'bot', description: 'To the client, as the bot of your channel' },
		{ name: 'Client', value: AS_CLIENT, description: 'To the manager, as the client' },
	],
	{ name: 'replyAs', description: 'Who writes the reply in a chat of your own channel' },
);

/** How many of the newest messages are looked through for a name. */
const LOOKED_THROUGH = 50;

/**
 * The name of the client of a chat. Hooks do not tell it, and amoCRM's chats want it with each message: another one
 * might replace it.
 */
async function nameIn(
	channel: ChannelClient,
	scopeId: string,
	chatId: string | undefined,
	{ id, refId }: Route['receiver'],
): Promise<string> {
	let left = chatId === undefined ? 0 : LOOKED_THROUGH;
	if (left === 0) return UNNAMED;
	for await (const { sender, receiver } of historyOf(channel, scopeId, String(chatId))) {
		const client = [sender, receiver].find(
			(one) => one && (one.id === refId || (id !== undefined && one.client_id === id)),
		);
		if (client?.name) return client.name;
		if (--left === 0) break;
	}
	return UNNAMED;
}

const byChannel: Way = {
	by: 'channel',
	name: 'your own chat channel',
	absent: 'the item is not of a chat of your own channel',
	async send({ target, route, message, additional }) {
		const { scopeId, conversationId, conversationRefId, receiver } = route.channel!;
		const channel = await target.channel();
		if (readScope(scopeId)?.channelId !== channel.channelId) {
			throw noWay(
				'The chat is of another channel than that of the credential.',
				'Choose the credential of the channel that the item came from.',
			);
		}
		const conversation = conversationId ?? conversationRefId;
		const id = receiver.id ?? receiver.refId;
		if (!conversation || !id) throw noWay('The item names no chat, or no client in it.');
		const name = receiver.name ?? (await nameIn(channel, scopeId, conversationRefId, receiver));
		const client = { id, name, ...(receiver.refId && { ref_id: receiver.refId }) };
		const isAsClient = additional.replyAs === AS_CLIENT;
		const sent = await sendNew(channel, scopeId, {
			conversation_id: conversation,
			...(!conversationId && { conversation_ref_id: conversationRefId }),
			msec_timestamp: Date.now(),
			silent: false,
			...(isAsClient
				? { sender: client }
				: {
						sender: botOf(channel, additional),
						receiver: client,
					}),
			message,
		});
		return { messages: 1, ...sent };
	},
};

/** As many steps a bot takes at once. */
const MOST_SHOWN = 10;

const bySalesbot: Way = {
	by: 'salesbot',
	name: 'the Salesbot that waits',
	absent: 'no Salesbot waits for an answer to the item',
	async send(reply) {
		const { returnUrl } = reply.route.salesbot!;
		const parts = splitText(textOf(reply));
		if (parts.length > MOST_SHOWN) {
			throw noWay(
				`A Salesbot takes ${MOST_SHOWN} messages of 80 characters, and the text needs ${parts.length}.`,
				'Make the text shorter.',
			);
		}
		const session = await sessionOf(reply);
		const path = await returnPath(session.domain, returnUrl);
		const body = { data: {}, execute_handlers: parts.map(showText) };
		await session.request({ method: 'POST', path, body });
		return { messages: parts.length };
	},
};

const byTalk: Way = {
	by: 'talk',
	name: "Kommo's chats add-on",
	absent: 'the item names no conversation (talk) of the account',
	async send(reply) {
		const text = textOf(reply);
		const session = await sessionOf(reply);
		requireKommo(session, "Kommo's chats add-on");
		const path = fill(talkMessage.path, { talk: reply.route.talk!.talkId });
		await session.request({ method: 'POST', path, body: { text } });
		return { messages: 1 };
	},
};

/** Where only texts can be sent. */
function textOf({ message }: Reply): string {
	const text = asText(message);
	if (text !== '') return text;
	throw noWay('Only texts can be sent there, and the message has none.');
}

/** In the order in which they are tried. */
const WAYS = [byChannel, bySalesbot, byTalk];

const route: INodeProperties = {
	displayName: 'Reply To',
	name: 'replyTo',
	type: 'json',
	required: true,
	default: '={{ $json.replyTo }}',
	description:
		'How what started the workflow can be replied to, as its trigger says it. After other nodes take replyTo from the output of the trigger itself.',
};

function routeOf(item: Item): ReplyTo {
	const given = item.parameter<unknown>(route.name, '');
	const read = replyTo.safeParse(typeof given === 'string' ? parseJson(given) : given);
	if (read.success && WAYS.some(({ by }) => read.data[by])) return read.data as ReplyTo;
	throw noWay(
		'The item does not say how it can be replied to.',
		'Give "replyTo" of an item of the amoCRM Chat Trigger, of a Salesbot call of the amoCRM Widget Trigger, or of a message event of the amoCRM Trigger.',
	);
}

const content = contentForm(MESSAGE_TYPES);

const additional = [botName, replyAs];

const sentence = ({ name }: Way, reason: string) => `${name}: ${reason.replace(/\.$/, '')}`;

/** Tries the ways that the item has, in their order. */
async function sendReply(reply: Reply): Promise<IDataObject> {
	const reasons: Array<{ way: Way; reason: string; problem?: AmoCrmProblem }> = [];
	for (const way of WAYS) {
		if (!reply.route[way.by]) {
			reasons.push({ way, reason: way.absent });
			continue;
		}
		const sent = await settleProblem(way.send(reply));
		if (sent.ok) {
			const others = reasons.map(({ way: { by }, reason }) => ({ by, reason }));
			return { repliedBy: way.by, ...sent.value, notUsed: others };
		}
		// Who might have the answer already must not get it once more.
		if (mayHaveArrived(sent.problem)) throw sent.problem;
		reasons.push({ way, reason: sent.problem.message, problem: sent.problem });
	}
	const problem = reasons.find((one) => one.problem)?.problem;
	throw new AmoCrmProblem(
		problem?.code ?? 'refused',
		`No reply could be sent: ${reasons.map(({ way, reason }) => sentence(way, reason)).join('; ')}.`,
		problem?.details,
	);
}

export const reply: ChatOperation = {
	name: 'reply',
	displayName: 'Reply',
	description:
		"Answer the message that started the workflow, however that can be done: in your own chat channel, by the Salesbot that waits, or by Kommo's chats add-on",
	action: 'Reply to a message',
	findsAccount: true,
	properties: [route, ...content.properties, ...additionalFields(additional)],
	run: (target, items) =>
		perItem(items, async (item) => [
			await sendReply({
				target,
				route: routeOf(item),
				message: content.encode(item),
				additional: readAdditional(additional, item),
			}),
		]),
};
