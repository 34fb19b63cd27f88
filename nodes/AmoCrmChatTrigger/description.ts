import type { INodeProperties, IWebhookDescription } from 'n8n-workflow';

import type { ChatEventName } from './hook';

const DEFAULT_PATH = 'amocrm-chat';

/** amoCRM puts the scope of each account in its place. */
const MARKER = ':scope_id';

/** n8n keeps addresses with a placeholder by their path alone: two triggers cannot have the same. */
const PATH = `={{$parameter["path"] || "${DEFAULT_PATH}"}}/${MARKER}`;

/** By this newer versions of n8n read the path at each call without setting up their engine for expressions. */
const resolvers = {
	[Symbol.for('n8n.webhookDescriptionResolvers')]: {
		path: {
			template: PATH,
			resolve: ({ path }: { path?: string }) => `${path || DEFAULT_PATH}/${MARKER}`,
		},
	},
};

export const webhook: IWebhookDescription = {
	name: 'default',
	httpMethod: 'POST',
	responseMode: 'onReceived',
	path: PATH,
	isFullPath: true,
	...resolvers,
};

const events: Array<{ name: string; value: ChatEventName; description: string }> = [
	{
		name: 'Comment Answered',
		value: 'commentReply',
		description:
			'A manager answers a comment by a comment: data.message.post has the ID of the post',
	},
	{
		name: 'First Message',
		value: 'writeFirst',
		description:
			'A manager or a bot writes first ("write first"): to the phone number in data.receiver, in a chat that your messenger does not know yet',
	},
	{
		name: 'Message',
		value: 'message',
		description:
			'A manager or a bot writes to a client. Files that are sent together come one by one, with the same mediaGroupId.',
	},
	{
		name: 'Reaction',
		value: 'reaction',
		description: 'A manager reacts to a message, or takes the reaction back',
	},
	{
		name: 'Typing',
		value: 'typing',
		description: 'A manager is typing. Ask the support of amoCRM to switch it on for your channel.',
	},
];

export const properties: INodeProperties[] = [
	{
		displayName:
			'Open <b>Webhook URLs</b> above and give the Production URL to the support of amoCRM when you register your channel, with <code>:scope_id</code> at its end: amoCRM puts the account there. It is the same for all accounts. amoCRM calls it from the internet: it must begin with https:// and must not contain localhost. <a href="https://github.com/REPOSITORY-OWNER/n8n-nodes-amocrm-kommo/blob/main/docs/chats.md" target="_blank">Step by step</a>',
		name: 'setupNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		required: true,
		default: ['message', 'writeFirst'],
		description: 'What starts the workflow. Other hooks are answered, and start nothing.',
		options: events,
	},
	{
		displayName: 'Path',
		name: 'path',
		type: 'string',
		default: DEFAULT_PATH,
		placeholder: 'e.g. max-chat',
		description:
			'A part of the address. Each amoCRM Chat Trigger of this n8n needs another one. After a change, tell the support of amoCRM the new address.',
	},
];
