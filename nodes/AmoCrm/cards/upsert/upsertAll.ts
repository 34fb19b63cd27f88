import { isEmpty, uniq } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import type { AccountSession } from '../../../shared/account/session';
import { settle } from '../../../shared/settle';
import { yieldToOthers } from '../../../shared/yieldToOthers';
import { serialize } from '../../../shared/serialize';
import { writeBatches, type Outcome } from '../../../shared/transport/batches';
import type { Encoded, WantedLink } from '../../factories/form';
import type { Result } from '../../factories/operation';
import { fill, type Gaps } from '../../factories/entity';
import { linkCards, type Linking } from '../../factories/linking';
import { nameInAccount } from '../../factories/missing';
import { plain } from '../../factories/plain';
import { explainRefusal } from '../../factories/refusal';
import type { Card } from '../card';
import { afterChange, afterLinks, changeOf, isLinked, leaving, type Keeping } from './change';
import { idColumn, keysOf } from './match';
import {
	type PendingCard,
	type KnownCard,
	KnownCards,
	type MatchMode,
	type OnSeveral,
	planRound,
	type Round,
} from './plan';
import { CardList, CardSearch } from './search';
import { forgetWritten, lastWritten, noteWritten } from './written';

/** One card to be created or updated. */
export interface Upsert extends PendingCard {
	keeping: Keeping;
	gaps: Gaps;
	/** The body of a new card. */
	created: Encoded;
	/** The body of a change. */
	changed(): Promise<Encoded>;
}

export interface UpsertOptions {
	mode: MatchMode;
	onSeveral: OnSeveral;
}

interface Change {
	entry: Upsert;
	found: KnownCard;
	encoded: Encoded;
	links: WantedLink[];
}

/** Cards of one list that are looked for and written together. */
export interface Batch {
	session: AccountSession;
	card: Card;
	search: CardSearch;
	options: UpsertOptions;
	entries: Upsert[];
}

/** The same for whoever in this process looks for a card by this key in the same account. */
const sharedKey = ({ search }: Batch) => {
	const { session, list } = search.place;
	const place = `${session.domain} ${list.path}`;
	return (key: string) => `${place} ${key}`;
};

/** What a batch must have for itself from when it is looked for until it is written. */
function lockedBy(batch: Batch): string[] {
	const keys = batch.entries.flatMap(({ id, keys: own }) =>
		id === undefined ? own.flat() : [...own.flat(), `id ${id}`],
	);
	return uniq(keys).map(sharedKey(batch));
}

/** Cards by their ids, those that there are. */
async function readCards({ card, entries, search }: Batch, ids: number[]): Promise<IDataObject[]> {
	if (ids.length === 0) return [];
	const { session, list: read } = search.place;
	const list = new CardList(session, card, entries[0].gaps, ids.length, read.also);
	const byId = new CardSearch({ session, card, list, columns: [idColumn] });
	for (const id of ids) byId.lookFor({ id });
	return (await byId.found()).filter(({ is_deleted }) => is_deleted !== true);
}

/**
 * The cards that the entries may mean. Those that this process has just written are read by their ids: the
 * search may not find them yet, and what was read before shows them as they were.
 */
async function findCards(batch: Batch): Promise<IDataObject[]> {
	const { search, entries } = batch;
	const [{ keeping }] = entries;
	const found = await search.found();
	const ids = new Set(found.map(({ id }) => Number(id)));
	const wanted = new Set<number>();
	const written = new Map<string, number>();
	const shared = sharedKey(batch);
	for (const entry of entries) {
		if (entry.id !== undefined) {
			// Phones are added to those that it has.
			if (entry.keeping.added.length > 0 && !ids.has(entry.id)) wanted.add(entry.id);
			continue;
		}
		for (const key of entry.keys.flat()) {
			const last = lastWritten(shared(key));
			if (!last || (ids.has(last.id) && last.turn <= search.place.list.since)) continue;
			wanted.add(last.id);
			written.set(key, last.id);
		}
	}
	const read = await readCards(batch, [...wanted]);
	const keys = new Map(
		read.map((one) => [Number(one.id), new Set(keysOf(keeping.matched, one).flat())]),
	);
	for (const [key, id] of written) if (!keys.get(id)?.has(key)) forgetWritten(shared(key));
	return [...found.filter(({ id }) => !wanted.has(Number(id))), ...read];
}

/**
 * Creates or updates cards. Whoever else in this process looks for one of them waits until it is written.
 * @returns one result per card, in their order
 */
export async function upsertAll(batch: Batch): Promise<Result[]> {
	return await serialize(lockedBy(batch), () => findAndWrite(batch));
}

async function findAndWrite(batch: Batch): Promise<Result[]> {
	const { session, card, entries, options } = batch;
	const [{ keeping, gaps }] = entries;
	const { matched: columns } = keeping;
	const path = fill(card.path, gaps);
	const collection = fill(card.collection, gaps);
	const results = new Map<Upsert, Result>();
	const known = new KnownCards(columns, options.mode);

	const note = async (entry: Upsert, outcome: Outcome, sent: Encoded, word: string) =>
		results.set(
			entry,
			'entity' in outcome
				? { output: [{ ...plain(outcome.entity), operation: word }] }
				: { problem: await explainRefusal(session, sent, outcome.problem) },
		);

	const shared = sharedKey(batch);
	const remember = (id: number, held: IDataObject) =>
		noteWritten(known.remember(id, held).flat().map(shared), id);

	const linkings: Array<Linking & { entry: Upsert }> = [];

	async function create(creates: Upsert[]): Promise<void> {
		const bodies = creates.map(({ created }) => created.body);
		const outcomes = await writeBatches(session, { method: 'POST', path, collection }, bodies);
		for (const [index, entry] of creates.entries()) {
			const outcome = outcomes[index];
			await note(entry, outcome, entry.created, 'created');
			// amoCRM may have taken a card without telling its id.
			if ('entity' in outcome && outcome.entity.id)
				remember(Number(outcome.entity.id), bodies[index]);
		}
	}

	/** @param isWritten something else was */
	function linkLater(
		entry: Upsert,
		{ id, held }: KnownCard,
		links: WantedLink[],
		isWritten: boolean,
	): void {
		if (links.length === 0) return;
		linkings.push({ entry, id, links, isWritten });
		known.remember(id, afterLinks(held, links));
	}

	/** Changes that say something; the others are done. */
	async function prepareChanges(updates: Round<Upsert>['updates']): Promise<Change[]> {
		const changes: Change[] = [];
		for (const { entry, found } of updates) {
			await yieldToOthers();
			const done = await settle(entry.changed());
			if (!done.ok) {
				results.set(entry, { problem: done.error });
				continue;
			}
			const { links = [] } = done.value;
			const open = links.filter((link) => !isLinked(found.held, link));
			const body = changeOf(done.value.body, found.held, entry.keeping);
			if (!isEmpty(body)) {
				changes.push({ entry, found, encoded: leaving(done.value, body), links: open });
				continue;
			}
			const operation = open.length > 0 ? 'updated' : 'unchanged';
			results.set(entry, { output: [{ id: found.id, operation }] });
			linkLater(entry, found, open, false);
		}
		return changes;
	}

	async function update(updates: Round<Upsert>['updates']): Promise<void> {
		const changes = await prepareChanges(updates);
		const bodies = changes.map(({ found, encoded }) => ({ ...encoded.body, id: found.id }));
		const outcomes = await writeBatches(session, { method: 'PATCH', path, collection }, bodies);
		for (const [
			index,
			{
				entry,
				found: { id, held },
				encoded,
				links,
			},
		] of changes.entries()) {
			const outcome = outcomes[index];
			const namedAt = (path: string) => (path === 'id' ? nameInAccount(card, id) : undefined);
			await note(entry, outcome, { ...encoded, namedAt }, 'updated');
			if (!('entity' in outcome)) continue;
			const changed = afterChange(held, encoded.body);
			remember(id, changed);
			linkLater(entry, { id, held: changed }, links, true);
		}
	}

	for (const held of await findCards(batch)) known.remember(Number(held.id), held);

	let pending = entries;
	while (pending.length > 0) {
		const round = planRound(card, pending, known, options);
		for (const { entry, problem } of round.refused) results.set(entry, { problem });
		if (round.refused.length > 0 && session.run?.ending) session.run.ending.isOver = true;
		await Promise.all([create(round.creates), update(round.updates)]);
		pending = round.waiting;
	}
	const problems = await linkCards(session, path, linkings);
	linkings.forEach(({ entry }, index) => {
		const problem = problems[index];
		if (problem) results.set(entry, { problem });
	});
	return entries.map((entry) => results.get(entry) ?? { output: [] });
}
