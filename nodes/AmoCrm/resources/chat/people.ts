import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { AccountSession } from '../../../shared/account/session';
import { cached } from '../../../shared/cached';
import type { ChannelClient } from '../../../shared/channel/request';
import { users } from '../../../shared/editor/lookup';
import { AmoCrmProblem } from '../../../shared/problem';
import { shownIf } from '../../factories/entity';
import { choiceOf, encodeInputs, lookupInput, textInput, wordOf } from '../../factories/input';
import { existing } from '../../factories/missing';
import type { Item } from '../../factories/operation';
import { user } from '../user';
import {
	clientDetails,
	clientId,
	clientName,
	givenOf,
	requiredText,
	type ChatTarget,
} from './chat';

/** Somebody in a chat, as amoCRM's chats take them. */
export interface Participant extends IDataObject {
	/** In the messenger. */
	id: string;
	/** In amoCRM's chats. */
	ref_id?: string;
	name: string;
}

/** Who wrote a message and to whom. Of a client's message amoCRM wants no receiver. */
export interface People extends IDataObject {
	sender: Participant;
	receiver?: Participant;
}

const managers = cached<Participant>({ ms: 5 * 60 * 1000 });

/** @see https://www.amocrm.ru/developers/content/crm_platform/users-api */
async function askManager(session: AccountSession, id: string): Promise<Participant> {
	const path = `${user.path}/${encodeURIComponent(id)}`;
	const asked = session.request({ method: 'GET', path, query: { with: 'amojo_id' } });
	const { name, amojo_id: refId } = await existing(session, user, id, asked);
	if (typeof refId === 'string' && refId !== '')
		return { id: refId, ref_id: refId, name: String(name) };
	throw new AmoCrmProblem(
		'badInput',
		`The user ${String(name)} of ${session.domain} has no ID in amoCRM's chats.`,
		{
			hint: 'The user may have no access to chats. Choose another user, or send the message from the bot.',
		},
	);
}

/** A user of the account, as the chats know them. */
export const managerIn = (session: AccountSession, id: string): Promise<Participant> =>
	managers.read(`${session.key}|${id}`, () => askManager(session, id));

/**
 * In whose name integrations write, where no user of the account did.
 * @param additional what was given below Additional Fields
 */
export function botOf(
	{ botId }: Pick<ChannelClient, 'botId'>,
	additional: IDataObject,
): Participant {
	const name = String(additional.botName || 'Bot');
	if (botId !== '') return { id: botId, ref_id: botId, name };
	throw new AmoCrmProblem(
		'missingCredential',
		'The credential of the chat channel has no bot ID.',
		{
			hint: "amoCRM's support tells it: messages that no user of the account wrote are sent in the bot's name.",
		},
	);
}

/** The client whom the node's parameters describe. */
export function clientOf(item: Item, additional: IDataObject): Participant {
	return {
		id: requiredText(item, clientId),
		name: requiredText(item, clientName),
		...encodeInputs(clientDetails, givenOf(additional), item.zone),
	};
}

const WRITERS = [
	{
		name: 'Bot',
		value: 'bot',
		description: 'An outgoing message that no user of the account wrote',
	},
	{ name: 'Client', value: 'client', description: 'An incoming message' },
	{
		name: 'Manager',
		value: 'manager',
		description: 'An outgoing message of a user of the account',
	},
];

const writer: INodeProperties = {
	displayName: 'Written By',
	name: 'writtenBy',
	...choiceOf(WRITERS),
	default: 'client',
};

const manager = lookupInput('manager', 'Manager', users);

export const botName = textInput('bot_name', 'Bot Name', {
	description: 'Name of the bot in the messages that it sends',
});

/** Who wrote a message: the client, a user of the account, or the channel's bot. */
export const peopleForm = {
	properties: [
		writer,
		shownIf(manager.property, { writtenBy: ['manager'] }),
		{ ...clientId.property, required: true },
		{ ...clientName.property, required: true },
	],
	/** Below Additional Fields. */
	additional: [botName, ...clientDetails],
	lookups: [users],
	/** @param additional what was given below Additional Fields */
	async read(target: ChatTarget, item: Item, additional: IDataObject): Promise<People> {
		const client = clientOf(item, additional);
		const from: Record<string, () => Promise<Participant>> = {
			bot: async () => botOf(await target.channel(), additional),
			manager: async () => await managerIn(await target.session(), requiredText(item, manager)),
		};
		const sender = await from[wordOf(item, writer)]?.();
		return sender ? { sender, receiver: client } : { sender: client };
	},
};
