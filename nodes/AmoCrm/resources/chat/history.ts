import type { IDataObject } from 'n8n-workflow';

import type { ChannelClient } from '../../../shared/channel/request';
import { textInput } from '../../factories/input';
import { limitOf, listParameters } from '../../factories/listParameters';
import { readEach } from '../../factories/operation';
import { requiredText, type ChatOperation } from './chat';

interface PastParticipant extends IDataObject {
	/** Of amoCRM. */
	id?: string;
	/** Of the messenger. */
	client_id?: string;
	name?: string;
}

/** One message of a history, as amoCRM gives it. */
export interface PastMessage extends IDataObject {
	sender?: PastParticipant;
	receiver?: PastParticipant;
	message?: {
		/** Of amoCRM. */
		id?: string;
		/** Of the messenger. */
		client_id?: string;
	};
}

const PAGE_SIZE = 50;

/**
 * The messages of a chat, the newest first, page by page as they are asked for. Each comes once: where somebody writes
 * meanwhile, messages move on to the next page.
 * @param chatId amoCRM's
 * @see https://www.amocrm.ru/developers/content/chats/chat-api-reference
 */
export async function* historyOf(
	channel: ChannelClient,
	scopeId: string,
	chatId: string,
): AsyncGenerator<PastMessage> {
	const seen = new Set<string>();
	for (let offset = 0; ; offset += PAGE_SIZE) {
		const answer = await channel.request<{ messages?: PastMessage[] }>({
			method: 'GET',
			path: [scopeId, 'chats', chatId, 'history'],
			query: { offset, limit: PAGE_SIZE },
		});
		const page = answer?.messages ?? [];
		for (const past of page) {
			const id = past.message?.id ?? '';
			if (seen.has(id)) continue;
			if (id !== '') seen.add(id);
			yield past;
		}
		if (page.length < PAGE_SIZE) return;
	}
}

const chatId = textInput('chat_id', 'Chat ID', {
	name: 'chatId',
	placeholder: 'e.g. 6cbab3d5-c4c1-46ff-b710-ad59ad10805f',
	description:
		'ID that amoCRM gave the chat: ID in the output of Create Chat, or conversation.ID in the item of the chat trigger',
});

export const getHistory: ChatOperation = {
	name: 'getHistory',
	displayName: 'Get History',
	description: 'Retrieve the messages of a chat of your channel, the newest first',
	action: 'Get the history of a chat',
	api: 'GET /v2/origin/custom/{scope}/chats/{chat}/history',
	properties: [{ ...chatId.property, required: true }, ...listParameters],
	run: (target, items) =>
		readEach(items, async (item) => {
			const chat = requiredText(item, chatId);
			const limit = limitOf(item);
			const found: IDataObject[] = [];
			for await (const past of historyOf(await target.channel(), await target.scopeId(), chat)) {
				found.push(past);
				if (found.length >= limit) break;
			}
			return found;
		}),
};
