import type { IDataObject } from 'n8n-workflow';

import type { AccountSession } from '../../shared/account/session';
import { attempt } from '../../shared/attempt';
import { readDefinitions } from '../../shared/fields/definition';
import { encodeCard, needsDefinitions } from '../../shared/fields/encode';
import { writeBatches, type BatchCall } from '../../shared/transport/batches';
import { withArticle, type CardDescription } from './card';
import { cardId } from './cardId';
import { cardLocator, fieldsParameter } from './cardParameters';
import type { Item, Operation, Result } from './resource';

/** The mapped values of one item. In automatic mode n8n leaves the mapping to the node. */
function mappedValues(item: Item): { values: IDataObject; onUnknown: 'refuse' | 'ignore' } {
	if (item.parameter<string>('fields.mappingMode', 'defineBelow') === 'autoMapInputData') {
		return { values: item.json, onUnknown: 'ignore' };
	}
	return {
		values: item.parameter<IDataObject | null>('fields.value', {}) ?? {},
		onUnknown: 'refuse',
	};
}

async function encodeItem(
	session: AccountSession,
	{ native, path }: CardDescription,
	item: Item,
	isNew: boolean,
): Promise<IDataObject> {
	const { values, onUnknown } = mappedValues(item);
	const definitions = needsDefinitions(values, native)
		? await readDefinitions(session, session.key, path)
		: [];
	return encodeCard(values, native, definitions, { isNew, onUnknown });
}

/** Encodes every item by itself and sends the good ones together. */
async function writeCards(
	session: AccountSession,
	call: BatchCall,
	items: Item[],
	encode: (item: Item) => Promise<IDataObject>,
): Promise<Result[]> {
	const bodies = [];
	for (const item of items) bodies.push(await attempt(encode(item)));
	const good = bodies.flatMap((body) => (body.ok ? [body.value] : []));
	const outcomes = await writeBatches(session, call, good);
	let next = 0;
	return bodies.map((body): Result => {
		if (!body.ok) return { problem: body.error };
		const outcome = outcomes[next++];
		return 'entity' in outcome ? { output: [outcome.entity] } : outcome;
	});
}

/** Creates cards, many items in few requests. */
export const createOperation = (card: CardDescription): Operation<AccountSession> => ({
	name: 'create',
	displayName: 'Create',
	description: `Create a new ${card.singular}`,
	action: `Create ${withArticle(card.singular)}`,
	properties: [fieldsParameter(card, `map_${card.path}`, 'add')],
	run: async (session, items) =>
		await writeCards(
			session,
			{ method: 'POST', path: `/api/v4/${card.path}`, collection: card.path },
			items,
			async (item) => await encodeItem(session, card, item, true),
		),
});

/** Updates cards; fields that are not mapped stay as they are. */
export const updateOperation = (card: CardDescription): Operation<AccountSession> => ({
	name: 'update',
	displayName: 'Update',
	description: `Change fields of an existing ${card.singular}`,
	action: `Update ${withArticle(card.singular)}`,
	properties: [cardLocator(card), fieldsParameter(card, `map_${card.path}`, 'update')],
	run: async (session, items) =>
		await writeCards(
			session,
			{ method: 'PATCH', path: `/api/v4/${card.path}`, collection: card.path },
			items,
			async (item) => ({
				...(await encodeItem(session, card, item, false)),
				id: cardId(card, item),
			}),
		),
});
