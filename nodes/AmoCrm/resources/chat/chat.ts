import type { IDataObject } from 'n8n-workflow';
import { memoize, once } from 'lodash';

import { sessionOpener } from '../../../shared/account/open';
import type {
	AccountLocator,
	AccountSession,
	Authentication,
} from '../../../shared/account/session';
import { openChannel, type ChannelClient } from '../../../shared/channel/request';
import { amojoIdFor, scopeOf } from '../../../shared/channel/scope';
import { isBlank } from '../../../shared/fields/values';
import { AmoCrmProblem } from '../../../shared/problem';
import { textInput, textParameter, type Input } from '../../factories/input';
import { tellOnce } from '../../factories/list';
import type { Item, Operation, Target } from '../../factories/operation';
import { defineResource, type Resource, type ResourceDescription } from '../../factories/resource';

/** A channel, and the account in whose chats it acts. Each is opened only where it is needed. */
export interface ChatTarget extends Target {
	channel(): Promise<ChannelClient>;
	/** @param named of the accounts that installed the integration. Default: the one that the node names */
	session(named?: AccountLocator): Promise<AccountSession>;
	/** Of the channel in the account. */
	scopeId(): Promise<string>;
}

export type ChatOperation = Operation<ChatTarget>;

/** @throws AmoCrmProblem `badInput` where the channel is not registered with the account's platform */
const scopeIn = async (channel: ChannelClient, session: AccountSession): Promise<string> =>
	scopeOf(channel.channelId, await amojoIdFor(channel, session));

/** A resource whose operations act in the chats of a channel. */
export function inChats(description: Omit<ResourceDescription<ChatTarget>, 'reach'>): Resource {
	const findingAccount = description.operations
		.filter(({ findsAccount }) => findsAccount)
		.map(({ name }) => name);
	return defineResource({
		...description,
		reach: (functions) => {
			const open = sessionOpener(functions);
			const tell = tellOnce(functions);
			const channel = once(() => openChannel(functions));
			return async (item) => {
				const authentication = item.parameter<Authentication>('authentication');
				const locator = () => item.parameter<AccountLocator>('account');
				const isNamed =
					authentication === 'installedAccount' &&
					!findingAccount.includes(item.parameter<string>('operation'));
				const session = memoize(
					async (named?: AccountLocator) => {
						const opened = await open(authentication, named ? () => named : locator);
						if (opened.notice) tell(opened.notice);
						return opened;
					},
					(named) => JSON.stringify(named),
				);
				return {
					key: JSON.stringify([authentication, isNamed && locator()]),
					channel,
					session,
					scopeId: once(async () => await scopeIn(await channel(), await session())),
				};
			};
		},
	});
}

/** The value of a parameter that amoCRM's chats must have. @throws AmoCrmProblem `badInput` */
export function requiredText(item: Item, { property: { name, displayName } }: Input): string {
	const text = textParameter(item, name, displayName);
	if (text !== '') return text;
	throw new AmoCrmProblem('badInput', `"${displayName}" is missing.`, {
		hint: "amoCRM's chats do not take the request without it.",
	});
}

/** What is given of these; an empty text is nothing. */
export const givenOf = (values: IDataObject): IDataObject =>
	Object.fromEntries(Object.entries(values).filter(([, value]) => !isBlank(value))) as IDataObject;

/** The chat, as the messenger calls it. */
export const conversationId = textInput('conversation_id', 'Conversation ID', {
	placeholder: 'e.g. chat-17',
	description:
		'ID of the chat in your messenger. You choose it: the same ID is the same chat in amoCRM.',
});

/** Where the chat came from, for channels with several numbers or pages. */
export const sourceId = textInput('source.external_id', 'Source ID', {
	name: 'sourceId',
	placeholder: 'e.g. 78001234567',
	description:
		'External ID of a source of the integration, up to 40 characters: says in which pipeline the incoming lead appears',
});

/** The client of a chat, as the messenger knows them. */
export const clientId = textInput('id', 'Client ID', {
	name: 'clientId',
	placeholder: 'e.g. user-17',
	description: 'ID of the client in your messenger',
});

export const clientName = textInput('name', 'Client Name', {
	name: 'clientName',
	placeholder: 'e.g. Ann',
});

const URL_EXAMPLE = { placeholder: 'e.g. https://example.com/ann.png' };

/** What else amoCRM may know of the client. */
export const clientDetails: Input[] = [
	textInput('avatar', 'Client Avatar URL', {
		name: 'clientAvatar',
		...URL_EXAMPLE,
		description: 'Address of a picture, from which amoCRM downloads it',
	}),
	textInput('profile.email', 'Client Email', {
		name: 'clientEmail',
		placeholder: 'e.g. ann@example.com',
		description: 'A contact that amoCRM creates for the chat gets it',
	}),
	textInput('profile.phone', 'Client Phone', {
		name: 'clientPhone',
		placeholder: 'e.g. +15550100',
		description: 'A contact that amoCRM creates for the chat gets it',
	}),
	textInput('profile_link', 'Client Profile URL', {
		name: 'clientProfileLink',
		placeholder: 'e.g. https://example.com/ann',
		description: 'Page of the client in your messenger',
	}),
];
