import type { IDataObject } from 'n8n-workflow';
import { merge } from 'lodash';

import { AmoCrmProblem } from '../../../shared/problem';
import { additionalFields, readAdditional } from '../../factories/form';
import {
	booleanInput,
	encodeInputs,
	momentInput,
	textInput,
	textParameter,
	type Input,
} from '../../factories/input';
import { perItem, type Item } from '../../factories/operation';
import {
	conversationId,
	givenOf,
	requiredText,
	sourceId,
	type ChatOperation,
	type ChatTarget,
} from './chat';
import { contentForm, EDITED_TYPES, MESSAGE_TYPES } from './content';
import { momentOf, sendNew, timestamps, type NewMessage } from './messages';
import { peopleForm } from './people';

export const content = contentForm(MESSAGE_TYPES);

export const messageId = textInput('msgid', 'Message ID', {
	name: 'messageId',
	placeholder: 'e.g. message-17',
	description:
		"ID of the message in your messenger. amoCRM's chats take each ID once: with it, a message that is sent again is not there twice.",
});

export const sentAt = momentInput('msec_timestamp', 'Sent At', {
	name: 'sentAt',
	description: 'When the message was written; now where left out',
});

const ofAmoCrm = 'ID that amoCRM gave it, such as message.ID in an item of the chat trigger';

/** What else a message may say, with its place in the payload. */
export const details: Input[] = [
	textInput('conversation_ref_id', 'Chat ID of amoCRM', {
		name: 'conversationRefId',
		description:
			'Ties your Conversation ID to a chat that a manager began ("write first"): conversation.ID in the item of the chat trigger',
	}),
	sourceId,
	textInput('reply_to.message.msgid', 'Reply to Message ID', {
		name: 'replyToMessageId',
		description: 'ID in your messenger of the message that this one answers',
	}),
	textInput('reply_to.message.id', 'Reply to amoCRM Message ID', {
		name: 'replyToRefId',
		description: ofAmoCrm,
	}),
	textInput('forwards.messages[0].msgid', 'Forward Message ID', {
		name: 'forwardMessageId',
		description: 'ID in your messenger of the message that is forwarded',
	}),
	textInput('forwards.messages[0].id', 'Forward amoCRM Message ID', {
		name: 'forwardRefId',
		description: ofAmoCrm,
	}),
	textInput('forwards.conversation_id', 'Forward From Conversation ID', {
		name: 'forwardConversationId',
		description: 'ID in your messenger of the chat that the forwarded message is from',
	}),
	textInput('message.post.id', 'Post ID', {
		name: 'postId',
		description: 'The message is a comment on this post of your messenger; needs the Post URL, too',
	}),
	textInput('message.post.url', 'Post URL', { name: 'postUrl' }),
	textInput('message.callback_data', 'Callback Data', {
		name: 'callbackData',
		description: 'Of a row that the client chose in a WhatsApp list (Kommo)',
	}),
];

const silent = booleanInput(
	'silent',
	'Silent',
	'Whether amoCRM creates no incoming lead and notifies nobody',
);

const additional: Input[] = [...peopleForm.additional, ...details, sentAt, silent];

/** What is of no use alone. */
function checkTogether({
	postId,
	postUrl,
	forwardConversationId,
	forwardMessageId,
	forwardRefId,
}: IDataObject): void {
	if (Boolean(postId) !== Boolean(postUrl)) {
		throw new AmoCrmProblem('badInput', '"Post ID" and "Post URL" are needed together.', {
			hint: "amoCRM's chats show a comment below the post that both tell of.",
		});
	}
	if (forwardConversationId && !forwardMessageId && !forwardRefId) {
		throw new AmoCrmProblem('badInput', '"Forward Message ID" is missing.', {
			hint: 'Give the ID of the message to forward, besides the chat that it is from.',
		});
	}
}

/**
 * The message that an item's parameters describe.
 * @param additional what was given below Additional Fields
 * @param sent when it was written, as it was given
 */
export async function messageOf(
	target: ChatTarget,
	item: Item,
	additional: IDataObject,
	sent: unknown,
): Promise<NewMessage> {
	const given = givenOf(additional);
	checkTogether(given);
	const message: NewMessage = {
		conversation_id: requiredText(item, conversationId),
		msgid: textParameter(item, 'messageId', 'Message ID') || undefined,
		msec_timestamp: momentOf(sent, item.zone, 'Sent At'),
		silent: silent.encode(given.silent, item.zone) === true,
		...(await peopleForm.read(target, item, given)),
		message: content.encode(item),
	};
	return merge(message, encodeInputs(details, given, item.zone));
}

export const sendMessage: ChatOperation = {
	name: 'sendMessage',
	displayName: 'Send Message',
	description:
		'Put a message of the client, of a manager or of the bot into a chat of your channel; the first message creates the chat',
	action: 'Send a message to a chat',
	api: 'POST /v2/origin/custom/{scope}',
	properties: [
		{ ...conversationId.property, required: true },
		...peopleForm.properties,
		...content.properties,
		messageId.property,
		...additionalFields(additional),
	],
	offers: { lookups: peopleForm.lookups },
	run: (target, items) =>
		perItem(items, async (item) => {
			const given = readAdditional(additional, item);
			const message = await messageOf(target, item, given, given.sentAt);
			return [await sendNew(await target.channel(), await target.scopeId(), message)];
		}),
};

const edited = contentForm(EDITED_TYPES);

const refId = textInput('id', 'Message ID of amoCRM', {
	name: 'messageRefId',
	description: ofAmoCrm,
});

export const editMessage: ChatOperation = {
	name: 'editMessage',
	displayName: 'Edit Message',
	description: 'Change a message of a chat of your channel',
	action: 'Edit a message of a chat',
	api: 'POST /v2/origin/custom/{scope}',
	properties: [
		{ ...conversationId.property, required: true },
		{
			...messageId.property,
			description: 'ID of the message in your messenger. Needed unless you give that of amoCRM.',
		},
		...edited.properties,
		...additionalFields([refId]),
	],
	run: (target, items) =>
		perItem(items, async (item) => {
			const msgid = textParameter(item, 'messageId', 'Message ID');
			const id = String(readAdditional([refId], item).messageRefId ?? '').trim();
			if (msgid === '' && id === '') {
				throw new AmoCrmProblem('badInput', '"Message ID" is missing.', {
					hint: 'Give the ID that the message has in your messenger, or below Additional Fields the one of amoCRM.',
				});
			}
			const conversation = requiredText(item, conversationId);
			const named = { ...(msgid && { msgid }), ...(id && { id }) };
			const payload = {
				...timestamps(Date.now()),
				...named,
				conversation_id: conversation,
				message: edited.encode(item),
			};
			const channel = await target.channel();
			await channel.request({
				method: 'POST',
				path: [await target.scopeId()],
				body: { event_type: 'edit_message', payload },
				isRepeatable: true,
				subject: 'message in this chat',
			});
			return [{ edited: true, conversation_id: conversation, ...named }];
		}),
};
