import { randomUUID } from 'node:crypto';
import { recordChange } from '../api/journal';
import type { ApiCall } from '../api/kit';
import { addUnsorted } from '../api/unsorted';
import { amojoIdOfUser, type AccountState } from '../state/account';
import type { Chat, ChatMessage } from '../state/chats';
import type { Model } from '../state/collection';
import { blankMessage, blankTalk, messagesOfTalk } from '../state/talks';

/** What becomes of a chat's messages in the CRM. amocrm.ru/developers: chats/chat-capabilities. */
const talksOf = ({ account }: ApiCall) => account.collection('talks');

/** By a link that was made between the chat and a contact. amocrm.ru/developers: crm/contacts-api. */
const linkedContact = ({ account }: ApiCall, chat: Chat) =>
	account
		.collection('contacts/chats')
		.all()
		.find(({ chat_id }) => chat_id === chat.id)?.contact_id as number | undefined;

function leadOf({ account }: ApiCall, contactId: number): Model | undefined {
	const leads = account.links
		.targets({ type: 'contacts', id: contactId }, 'leads')
		.map(({ id }) => account.collection('leads').get(id));
	return leads.filter((lead) => lead && !lead.is_deleted && !lead.closed_at).at(-1);
}

function openTalk(call: ApiCall, chat: Chat): Model {
	const contactId = linkedContact(call, chat);
	const lead = contactId === undefined ? undefined : leadOf(call, contactId);
	const talk = talksOf(call).insert({
		...blankTalk(call),
		account_id: call.account.info.id,
		chat_id: chat.id,
		origin: chat.channel.code,
		contact_id: contactId ?? null,
		...(lead ? { entity_type: 'lead', entity_id: lead.id } : {}),
	});
	recordChange(call, talk, { collection: 'talks' });
	return talk;
}

const fields = ({ client }: Chat) =>
	[
		['PHONE', client.phone],
		['EMAIL', client.email],
	]
		.filter(([, value]) => value)
		.map(([code, value]) => ({ field_code: code, values: [{ value, enum_code: 'WORK' }] }));

/** The client's first message waits among the incoming leads, with a contact. */
function addIncomingLead(call: ApiCall, chat: Chat, talk: Model): void {
	const { client, channel } = chat;
	const name = client.name ?? channel.name;
	const unsorted = addUnsorted(
		call,
		{
			uid: randomUUID().replaceAll('-', ''),
			category: 'chats',
			source_name: channel.name,
			source_uid: chat.source?.external_id ?? null,
			metadata: {
				from: client.client_id ?? client.id,
				to: chat.source?.external_id ?? null,
				received_at: call.now,
				service: channel.code,
				client: { name, avatar: client.avatar ?? null },
				origin: { chat_id: chat.id, ref: null, visitor_uid: null },
				source: channel.code,
			},
		},
		{ leads: [{ name }], contacts: [{ name, custom_fields_values: fields(chat) }] },
	);
	const before = { ...talk };
	Object.assign(talk, {
		contact_id: unsorted.contact_id,
		entity_type: 'lead',
		entity_id: unsorted.lead_id,
	});
	recordChange(call, talk, { collection: 'talks', before });
}

type Author = Record<'id' | 'type' | 'name', unknown>;

/** Who writes to the client is a user, or else a bot. */
function authorOf({ account }: ApiCall, { sender, receiver }: ChatMessage): Author {
	const { id, name } = sender;
	if (receiver === null) return { id, type: 'external', name };
	const user = account
		.collection('users')
		.all()
		.find((one) => amojoIdOfUser(one.id) === id);
	return user ? { id: user.id, type: 'user', name } : { id, type: 'bot', name };
}

function shownIn({ content }: ChatMessage) {
	const { type, text = '', media, file_name: fileName } = content;
	const attachment = { type, link: media, file_name: fileName };
	return { type, text, ...(media === undefined ? {} : { attachment }) };
}

/** Its talk shows it as it is now. */
export function editInTalk(account: AccountState, chat: Chat, message: ChatMessage): void {
	for (const talk of account.collection('talks').all()) {
		if (talk.chat_id !== chat.id) continue;
		const shown = account.collection(messagesOfTalk(talk)).get(message.id);
		if (shown) Object.assign(shown, shownIn(message));
	}
}

/** Silent messages are seen, and told to nobody. */
export function addToTalk(call: ApiCall, chat: Chat, message: ChatMessage): Model {
	const ofChat = ({ chat_id, is_in_work }: Model) => chat_id === chat.id && is_in_work === true;
	const talk = talksOf(call).all().find(ofChat) ?? openTalk(call, chat);
	const isIncoming = message.receiver === null;
	if (isIncoming && !message.isSilent && talk.contact_id === null) {
		addIncomingLead(call, chat, talk);
	}
	const collection = messagesOfTalk(talk);
	const model = call.account.collection(collection).insert({
		...blankMessage(call, talk.id),
		id: message.id,
		...shownIn(message),
		author: authorOf(call, message),
		created_at: message.timestamp,
	});
	if (!message.isSilent) recordChange(call, model, { collection });
	return model;
}
