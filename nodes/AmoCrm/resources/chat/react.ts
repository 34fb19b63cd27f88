import type { INodeProperties } from 'n8n-workflow';

import { users } from '../../../shared/editor/lookup';
import { shownIf } from '../../factories/entity';
import { choiceOf, lookupInput, textInput, wordOf } from '../../factories/input';
import { perItem, type Item } from '../../factories/operation';
import {
	clientId,
	conversationId,
	requiredText,
	type ChatOperation,
	type ChatTarget,
} from './chat';
import { managerIn } from './people';

/** A message has an id in the messenger, and another in amoCRM. */
const messageIdOf: INodeProperties = {
	displayName: 'Message ID Is Of',
	name: 'messageIdOf',
	...choiceOf([
		{
			name: 'amoCRM',
			value: 'amoCrm',
			description: 'As message.ID in the item of the chat trigger',
		},
		{ name: 'Your Messenger', value: 'messenger', description: 'As you gave it to Send Message' },
	]),
};

const KEYS: Record<string, string> = { amoCrm: 'id', messenger: 'msgid' };

const message = textInput('id', 'Message ID', { name: 'messageId' });

const reactor: INodeProperties = {
	displayName: 'Reaction Of',
	name: 'reactionOf',
	...choiceOf([
		{ name: 'Client', value: 'client' },
		{ name: 'Manager', value: 'manager' },
	]),
};

const manager = lookupInput('manager', 'Manager', users);

const emoji = textInput('emoji', 'Emoji', { placeholder: 'e.g. 👍' });

async function reactorOf(target: ChatTarget, item: Item) {
	if (wordOf(item, reactor) === 'client') return { id: requiredText(item, clientId) };
	const { id, ref_id } = await managerIn(await target.session(), requiredText(item, manager));
	return { id, ref_id };
}

const properties: INodeProperties[] = [
	{ ...conversationId.property, required: true },
	messageIdOf,
	{ ...message.property, required: true },
	reactor,
	shownIf(clientId.property, { reactionOf: ['client'] }),
	shownIf(manager.property, { reactionOf: ['manager'] }),
];

/** @param read what the reaction says besides who reacts to what */
const reaction = (
	type: 'react' | 'unreact',
	texts: Pick<ChatOperation, 'displayName' | 'description' | 'action'>,
	more: INodeProperties[],
	read: (item: Item) => { emoji?: string },
): ChatOperation => ({
	name: type,
	...texts,
	api: 'POST /v2/origin/custom/{scope}/react',
	properties: [...properties, ...more],
	offers: { lookups: [users] },
	run: (target, items) =>
		perItem(items, async (item) => {
			const id = requiredText(item, message);
			const body = {
				conversation_id: requiredText(item, conversationId),
				[KEYS[wordOf(item, messageIdOf)]]: id,
				user: await reactorOf(target, item),
				type,
				...read(item),
			};
			const { request } = await target.channel();
			await request({
				method: 'POST',
				path: [await target.scopeId(), 'react'],
				body,
				isRepeatable: true,
				subject: `message ${id} in this chat`,
			});
			return [body];
		}),
});

export const react = reaction(
	'react',
	{
		displayName: 'React',
		description: 'Put a reaction to a message of a chat of your channel',
		action: 'React to a message of a chat',
	},
	[{ ...emoji.property, required: true }],
	(item) => ({ emoji: requiredText(item, emoji) }),
);

export const unreact = reaction(
	'unreact',
	{
		displayName: 'Remove Reaction',
		description: 'Take a reaction to a message back',
		action: 'Remove a reaction to a message of a chat',
	},
	[],
	() => ({}),
);
