import { AmoCrmProblem } from '../../../shared/problem';
import type { Entity } from '../../factories/entity';
import { type Found, type KnownCards, MatchIndex, type MatchMode } from './knownCards';
import type { Keys } from './match';

/** What is to be created or updated for one item. */
export interface Entry {
	keys: Keys;
	/** Of the card that the item itself names. */
	id?: number;
}

/** What to do where several cards match. */
export type OnSeveral = 'refuse' | 'newest';

export interface Wave<T extends Entry> {
	creates: T[];
	updates: Array<{ entry: T; found: Found }>;
	refused: Array<{ entry: T; problem: AmoCrmProblem }>;
	/** Those that must see first what becomes of an earlier one. */
	waiting: T[];
}

const shown = ({ id, held }: Found) => (held.name ? `${String(held.name)} (${id})` : String(id));

function severalMatch({ plural }: Entity, candidates: Found[]): AmoCrmProblem {
	const named = candidates.slice(0, 5).map(shown).join(', ');
	const more = candidates.length > 5 ? ` and ${candidates.length - 5} more` : '';
	return new AmoCrmProblem('conflict', `${candidates.length} ${plural} match: ${named}${more}.`, {
		hint: 'Match on columns that tell them apart, or set "When Several Match" to the newest.',
	});
}

const age = ({ id, held }: Found): [number, number] => [Number(held.created_at ?? 0), id];

function newestOf(candidates: Found[]): Found {
	return candidates.reduce((newest, one) => {
		const [[at, id], [otherAt, otherId]] = [age(newest), age(one)];
		return otherAt > at || (otherAt === at && otherId > id) ? one : newest;
	});
}

/**
 * Sorts out what can be sent at once. An entry that an earlier one may decide about waits: it must find the
 * card that the earlier one creates or changes, and no card may be written twice in one request.
 */
export function planWave<T extends Entry>(
	entity: Entity,
	pending: T[],
	known: KnownCards,
	{ mode, onSeveral }: { mode: MatchMode; onSeveral: OnSeveral },
): Wave<T> {
	const wave: Wave<T> = { creates: [], updates: [], refused: [], waiting: [] };
	const claims = new MatchIndex<T>(mode);
	const taken = new Set<number>();
	const update = (entry: T, found: Found) => {
		if (taken.has(found.id)) wave.waiting.push(entry);
		else wave.updates.push({ entry, found });
		taken.add(found.id);
	};
	for (const entry of pending) {
		const isClaimed = claims.find(entry.keys).size > 0;
		claims.add(entry, entry.keys);
		const candidates = known.matching(entry.keys);
		if (isClaimed) wave.waiting.push(entry);
		else if (entry.id !== undefined) update(entry, known.byId(entry.id));
		else if (candidates.length === 0) wave.creates.push(entry);
		else if (candidates.length === 1 || onSeveral === 'newest') update(entry, newestOf(candidates));
		else wave.refused.push({ entry, problem: severalMatch(entity, candidates) });
	}
	return wave;
}
