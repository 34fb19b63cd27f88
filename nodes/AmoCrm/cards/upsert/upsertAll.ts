import type { IDataObject } from 'n8n-workflow';

import type { AccountSession } from '../../../shared/account/session';
import { attempt } from '../../../shared/attempt';
import { breathe } from '../../../shared/breath';
import { writeBatches, type Outcome } from '../../../shared/transport/batches';
import type { Encoded } from '../../factories/form';
import type { Result } from '../../factories/operation';
import { plain } from '../../factories/plain';
import { nameFields } from '../../factories/refusal';
import { fill, type Gaps } from '../../factories/template';
import type { Card } from '../card';
import { afterChange, changeOf } from './change';
import { KnownCards, type Found } from './knownCards';
import type { MatchColumn } from './match';
import type { MatchMode } from './matchIndex';
import type { CardSearch } from './search';
import { planWave, type Entry, type OnSeveral, type Wave } from './wave';

/** One card to be created or updated. */
export interface Upsert extends Entry {
	columns: MatchColumn[];
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
	found: Found;
	body: IDataObject;
	nameOf: Encoded['nameOf'];
}

/**
 * Creates or updates cards of one list.
 * @param search knows what to look for
 * @returns one result per card, in their order
 */
export async function upsertAll(
	session: AccountSession,
	card: Card,
	entries: Upsert[],
	search: CardSearch,
	options: UpsertOptions,
): Promise<Result[]> {
	const [{ columns, gaps }] = entries;
	const path = fill(card.path, gaps);
	const collection = fill(card.collection, gaps);
	const results = new Map<Upsert, Result>();
	const known = new KnownCards(columns, options.mode);

	const note = (entry: Upsert, outcome: Outcome, nameOf: Encoded['nameOf'], word: string) =>
		results.set(
			entry,
			'entity' in outcome
				? { output: [{ ...plain(outcome.entity), operation: word }] }
				: { problem: nameFields(outcome.problem, nameOf) },
		);

	async function create(creates: Upsert[]): Promise<void> {
		const bodies = creates.map(({ created }) => created.body);
		const outcomes = await writeBatches(session, { method: 'POST', path, collection }, bodies);
		creates.forEach((entry, index) => {
			const outcome = outcomes[index];
			note(entry, outcome, entry.created.nameOf, 'created');
			// amoCRM may have taken a card without telling its id.
			if ('entity' in outcome && outcome.entity.id)
				known.remember(Number(outcome.entity.id), bodies[index]);
		});
	}

	/** Changes that say something; the others are done. */
	async function prepareChanges(updates: Wave<Upsert>['updates']): Promise<Change[]> {
		const changes: Change[] = [];
		for (const { entry, found } of updates) {
			await breathe();
			const done = await attempt(entry.changed());
			if (!done.ok) {
				results.set(entry, { problem: done.error });
				continue;
			}
			const body = changeOf(done.value.body, found.held, columns);
			if (Object.keys(body).length > 0)
				changes.push({ entry, found, body, nameOf: done.value.nameOf });
			else results.set(entry, { output: [{ id: found.id, operation: 'unchanged' }] });
		}
		return changes;
	}

	async function update(updates: Wave<Upsert>['updates']): Promise<void> {
		const changes = await prepareChanges(updates);
		const bodies = changes.map(({ found, body }) => ({ ...body, id: found.id }));
		const outcomes = await writeBatches(session, { method: 'PATCH', path, collection }, bodies);
		changes.forEach(({ entry, found, body, nameOf }, index) => {
			const outcome = outcomes[index];
			note(entry, outcome, nameOf, 'updated');
			if ('entity' in outcome) known.remember(found.id, afterChange(found.held, body));
		});
	}

	for (const held of await search.found()) known.remember(Number(held.id), held);

	let pending = entries;
	while (pending.length > 0) {
		const wave = planWave(card, pending, known, options);
		for (const { entry, problem } of wave.refused) results.set(entry, { problem });
		await Promise.all([create(wave.creates), update(wave.updates)]);
		pending = wave.waiting;
	}
	return entries.map((entry) => results.get(entry) ?? { output: [] });
}
