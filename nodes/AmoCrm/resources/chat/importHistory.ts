import { groupBy, sortBy } from 'lodash';

import { cached } from '../../../shared/cached';
import type { ChannelClient } from '../../../shared/channel/request';
import { isBlank } from '../../../shared/fields/values';
import { mapParallel } from '../../../shared/mapParallel';
import { AmoCrmProblem, hasCode } from '../../../shared/problem';
import { settle, settleProblem } from '../../../shared/settle';
import { leftOut } from '../../../shared/transport/client';
import { additionalFields, readAdditional } from '../../factories/form';
import { booleanInput, flagOf, type Input } from '../../factories/input';
import type { Item, Result } from '../../factories/operation';
import { conversationId, requiredText, type ChatOperation, type ChatTarget } from './chat';
import { historyOf } from './history';
import { mayHaveArrived, sendNew, type NewMessage } from './messages';
import { peopleForm } from './people';
import { content, details, messageId, messageOf, sentAt } from './send';

/** A message to import, and the item that describes it. */
interface Imported {
	item: Item;
	message: NewMessage & { msgid: string };
}

const additional: Input[] = [...peopleForm.additional, ...details];

const notify = booleanInput(
	'notify',
	'Notify of the Newest',
	'Whether the newest message of each chat creates an incoming lead and notifies the managers, as amoCRM recommends; all others are silent',
	{ default: true },
).property;

async function readItem(target: ChatTarget, item: Item): Promise<Imported> {
	const given = item.parameter<unknown>(sentAt.property.name, '');
	if (isBlank(given)) {
		throw new AmoCrmProblem('badInput', '"Sent At" is missing.', {
			hint: 'A history needs the moment of each message: they are imported in that order.',
		});
	}
	const msgid = requiredText(item, messageId);
	const message = await messageOf(target, item, readAdditional(additional, item), given);
	return { item, message: { ...message, msgid } };
}

/**
 * Ids of messages that amoCRM has taken from this process: they appear in its history only some time later.
 * By scope and chat of the messenger.
 */
const taken = cached<Set<string>>({ ms: 10 * 60 * 1000, most: 1_000 });

/** One chat of an import. */
class ChatImport {
	private isRead = false;

	private constructor(
		private readonly channel: ChannelClient,
		private readonly scopeId: string,
		private readonly chatId: string,
		/** Ids in the messenger of the messages that are there. */
		private readonly known: Set<string>,
	) {}

	/** Finds the chat, or creates it, and reads which messages it has. */
	static async open(
		channel: ChannelClient,
		scopeId: string,
		{ conversation_id: conversation, sender, receiver }: NewMessage,
	): Promise<ChatImport> {
		const chat = await channel.request<{ id?: string }>({
			method: 'POST',
			path: [scopeId, 'chats'],
			body: { conversation_id: conversation, user: receiver ?? sender },
			isRepeatable: true,
		});
		const known = await taken.read(`${scopeId}|${conversation}`, async () => new Set<string>());
		const opened = new ChatImport(channel, scopeId, chat?.id ?? conversation, known);
		await opened.read();
		return opened;
	}

	private async read(): Promise<void> {
		for await (const { message } of historyOf(this.channel, this.scopeId, this.chatId))
			if (message?.client_id) this.known.add(message.client_id);
	}

	/** Whether a message that was lost or refused is there: its answer was lost, or another run imports it, too. */
	private async isThere(msgid: string, problem: AmoCrmProblem): Promise<boolean> {
		const isRefused = problem.code === 'validation';
		if (!mayHaveArrived(problem) && !(isRefused && !this.isRead)) return false;
		this.isRead = true;
		await settle(this.read());
		return this.known.has(msgid);
	}

	/** @returns what comes out of the item */
	async add({ msgid, ...message }: Imported['message']): Promise<Result> {
		const output = { conversation_id: message.conversation_id, ref_id: msgid };
		if (this.known.has(msgid)) return { output: [{ imported: false, ...output }] };
		const sent = await settleProblem(sendNew(this.channel, this.scopeId, { ...message, msgid }));
		if (!sent.ok && !(await this.isThere(msgid, sent.problem))) return { problem: sent.problem };
		this.known.add(msgid);
		return { output: [{ imported: sent.ok, ...output }] };
	}
}

/** An item of which amoCRM will never take anything, however often it is tried: the others go on without it. */
const isItsOwn = (problem: unknown) => hasCode(problem, 'validation', 'badInput');

const waiting = () =>
	new AmoCrmProblem(
		'notSent',
		'This was not imported, because an earlier message of its chat was not: the order would be wrong.',
		{ hint: 'Run the import again: what is there already is not imported twice.' },
	);

/** Imports the messages of one chat in their order, up to the first that could not be sent. */
async function importChat(
	target: ChatTarget,
	messages: Imported[],
	notifies: (item: Item) => boolean,
): Promise<Map<number, Result>> {
	const ordered = sortBy(messages, ({ message }) => message.msec_timestamp);
	const results = new Map<number, Result>();
	const [channel, scopeId] = [await target.channel(), await target.scopeId()];
	const newest = ordered.at(-1);
	const chat = await ChatImport.open(channel, scopeId, ordered[0].message);
	let isBroken = false;
	for (const { item, message } of ordered) {
		const isSilent = item !== newest?.item || !notifies(item);
		const result: Result = isBroken
			? { problem: waiting() }
			: await chat.add({ ...message, silent: isSilent });
		results.set(item.index, result);
		if (!('problem' in result)) continue;
		if (item.ending) item.ending.isOver = true;
		isBroken ||= !isItsOwn(result.problem);
	}
	return results;
}

export const importHistory: ChatOperation = {
	name: 'importHistory',
	displayName: 'Import History',
	description:
		'Put the messages of all input items into their chats, the oldest first, silent but for the newest. What is there already is not imported twice, so an import that was cut off can simply be run again.',
	action: 'Import the history of chats',
	api: 'POST /v2/origin/custom/{scope}',
	properties: [
		{ ...conversationId.property, required: true },
		...peopleForm.properties,
		{ ...messageId.property, required: true },
		{ ...sentAt.property, required: true, description: 'When the message was written' },
		...content.properties,
		notify,
		...additionalFields(additional),
	],
	offers: { lookups: peopleForm.lookups },
	async run(target, items) {
		const results = new Map<number, Result>();
		const messages: Imported[] = [];
		for (const item of items) {
			const read = await settle(readItem(target, item));
			if (read.ok) messages.push(read.value);
			else results.set(item.index, { problem: read.error });
		}
		// Where one fault ends the run, nothing is imported before all items can be.
		const [{ ending }] = items;
		if (ending && results.size > 0) {
			ending.isOver = true;
			return items.map(({ index }) => results.get(index) ?? { problem: leftOut() });
		}
		const chats = Object.values(groupBy(messages, ({ message }) => message.conversation_id));
		await mapParallel(chats, async (chat) => {
			const imported = await settle(importChat(target, chat, (item) => flagOf(item, notify)));
			for (const { item } of chat) {
				const result = imported.ok ? imported.value.get(item.index) : { problem: imported.error };
				if (result) results.set(item.index, result);
			}
		});
		return items.map(({ index }) => results.get(index) ?? { output: [] });
	},
};
