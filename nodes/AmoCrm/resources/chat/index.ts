import { connectChannel, type ConnectionSettings } from '../../../shared/channel/connect';
import { amojoIdFor } from '../../../shared/channel/scope';
import { additionalFields, readAdditional } from '../../factories/form';
import {
	booleanInput,
	choiceInput,
	encodeInputs,
	integerInput,
	textInput,
	wordOf,
} from '../../factories/input';
import { perItem } from '../../factories/operation';
import {
	clientDetails,
	clientId,
	clientName,
	conversationId,
	givenOf,
	inChats,
	requiredText,
	sourceId,
	type ChatOperation,
} from './chat';
import { getHistory } from './history';
import { importHistory } from './importHistory';
import { clientOf } from './people';
import { react, unreact } from './react';
import { reply } from './reply';
import { editMessage, sendMessage } from './send';

const connectionSettings = [
	textInput('title', 'Title', {
		placeholder: 'e.g. My Messenger',
		description:
			'Name of the channel in the account; the one that it was registered with where left out',
	}),
	booleanInput(
		'is_time_window_disabled',
		'Disable Time Window',
		'Whether managers may write at any time, if the channel was registered with a time window',
	),
];

const connect: ChatOperation = {
	name: 'connect',
	displayName: 'Connect',
	description:
		'Connect your chat channel to the account. Do it after each install: amoCRM disconnects it when the integration is disabled.',
	action: 'Connect a chat channel',
	api: 'POST /v2/origin/custom/{channel}/connect',
	properties: additionalFields(connectionSettings),
	run: (target, items) =>
		perItem(items, async (item) => {
			const given = givenOf(readAdditional(connectionSettings, item));
			const settings: ConnectionSettings = encodeInputs(connectionSettings, given, item.zone);
			const channel = await target.channel();
			const amojoId = await amojoIdFor(channel, await target.session());
			return [await connectChannel(channel, amojoId, settings)];
		}),
};

const disconnect: ChatOperation = {
	name: 'disconnect',
	displayName: 'Disconnect',
	description:
		'Disconnect your chat channel from the account: nothing can be written in its chats any more',
	action: 'Disconnect a chat channel',
	api: 'DELETE /v2/origin/custom/{channel}/disconnect',
	properties: [],
	run: (target, items) =>
		perItem(items, async () => {
			const channel = await target.channel();
			const body = { account_id: await amojoIdFor(channel, await target.session()) };
			const path = [channel.channelId, 'disconnect'];
			await channel.request({ method: 'DELETE', path, body, isRepeatable: true });
			return [{ disconnected: true, ...body }];
		}),
};

const chatDetails = [sourceId, ...clientDetails];

const createChat: ChatOperation = {
	name: 'createChat',
	displayName: 'Create Chat',
	description:
		'Create a chat before its first message, or find the ID that amoCRM gave it. Contact Chat > Link ties it to a contact.',
	action: 'Create a chat',
	api: 'POST /v2/origin/custom/{scope}/chats',
	properties: [
		{ ...conversationId.property, required: true },
		{ ...clientId.property, required: true },
		{ ...clientName.property, required: true },
		...additionalFields(chatDetails),
	],
	run: (target, items) =>
		perItem(items, async (item) => {
			const additional = givenOf(readAdditional(chatDetails, item));
			const conversation = requiredText(item, conversationId);
			const body = {
				conversation_id: conversation,
				...encodeInputs([sourceId], additional, item.zone),
				user: clientOf(item, additional),
			};
			const { request } = await target.channel();
			const path = [await target.scopeId(), 'chats'];
			const chat = await request({ method: 'POST', path, body, isRepeatable: true });
			return [{ conversation_id: conversation, ...chat }];
		}),
};

const STATUSES = [
	{ name: 'Delivered', value: 'delivered', code: 1 },
	{ name: 'Failed', value: 'failed', code: -1 },
	{ name: 'Read', value: 'read', code: 2 },
];

/** @see https://www.amocrm.ru/developers/content/chats/chat-api-reference */
const FAILURES = [
	{ name: 'Another Reason', value: 905 },
	{ name: 'Chat Cannot Be Created', value: 904 },
	{ name: 'Client Deleted the Chat', value: 901 },
	{ name: 'Integration Is Switched Off in the Messenger', value: 902 },
	{ name: 'Internal Error of the Messenger', value: 903 },
];

const takenMessageId = textInput('msgid', 'Message ID', {
	name: 'messageId',
	placeholder: 'e.g. 0371a0ff-b78a-4c7b-8538-a7d547e10692',
	description: 'ID that amoCRM gave the message: message.ID in the item of the chat trigger',
});

const status = choiceInput(
	'status_code',
	'Status',
	STATUSES.map(({ name, value }) => ({ name, value })),
	{ name: 'status' },
);

const failed = { displayOptions: { show: { status: ['failed'] } } };

const errorCode = choiceInput('error_code', 'Reason', FAILURES, { name: 'errorCode', ...failed });

const errorText = textInput('error', 'Error Text', {
	name: 'errorText',
	description: 'The manager sees it at the message',
	...failed,
});

const setDeliveryStatus: ChatOperation = {
	name: 'setDeliveryStatus',
	displayName: 'Set Delivery Status',
	description: 'Tell the manager whether a message reached the client, and was read',
	action: 'Set the delivery status of a message',
	api: 'POST /v2/origin/custom/{scope}/{message}/delivery_status',
	properties: [
		{ ...takenMessageId.property, required: true },
		status.property,
		errorCode.property,
		errorText.property,
	],
	run: (target, items) =>
		perItem(items, async (item) => {
			const message = requiredText(item, takenMessageId);
			const word = wordOf(item, status.property);
			const { code = 1 } = STATUSES.find(({ value }) => value === word) ?? {};
			const failure = code === -1 && {
				error_code: Number(wordOf(item, errorCode.property)),
				error: requiredText(item, errorText),
			};
			const { request } = await target.channel();
			await request({
				method: 'POST',
				path: [await target.scopeId(), message, 'delivery_status'],
				body: { status_code: code, ...failure },
				isRepeatable: true,
				subject: `message ${message} in this account`,
			});
			return [{ msgid: message, status: word, status_code: code, ...failure }];
		}),
};

const typingTime = integerInput('duration_ms', 'Duration (Milliseconds)', {
	name: 'durationMs',
	default: 5000,
	description: 'How long amoCRM shows that the client is writing',
});

const sendTyping: ChatOperation = {
	name: 'sendTyping',
	displayName: 'Send Typing',
	description: 'Show the manager for a few seconds that the client is writing',
	action: 'Show that a client is typing',
	api: 'POST /v2/origin/custom/{scope}/typing',
	properties: [
		{ ...conversationId.property, required: true },
		{ ...clientId.property, required: true },
		...additionalFields([typingTime]),
	],
	run: (target, items) =>
		perItem(items, async (item) => {
			const body = {
				conversation_id: requiredText(item, conversationId),
				...encodeInputs([typingTime], givenOf(readAdditional([typingTime], item)), item.zone),
				sender: { id: requiredText(item, clientId) },
			};
			const { request } = await target.channel();
			const path = [await target.scopeId(), 'typing'];
			await request({ method: 'POST', path, body, isRepeatable: true });
			return [{ typing: true, conversation_id: body.conversation_id }];
		}),
};

export const chatResource = inChats({
	name: 'chat',
	displayName: 'Chat',
	operations: [
		connect,
		createChat,
		disconnect,
		editMessage,
		getHistory,
		importHistory,
		react,
		reply,
		sendMessage,
		sendTyping,
		setDeliveryStatus,
		unreact,
	],
});
