import type { AccountState, CardType } from '../state/account';
import type { Model } from '../state/collection';
import { existing, missing, object, orNull, text, type Check } from './checks';
import { isRecord } from './kit';

/** Tags on a card. amocrm.ru/developers: crm/tags-api. */
export const tagRefs = (card: CardType): Check => {
	const shape = object({
		id: existing(`${card}/tags`),
		name: text({ min: 1 }),
		color: orNull(text()),
	});
	return (value, path, context) => {
		const problems = shape(value, path, context);
		const isEmpty = isRecord(value) && value.id === undefined && value.name === undefined;
		return isEmpty ? [...problems, ...missing(`${path}.id`)] : problems;
	};
};

/** The dictionary's entry of this name, made when it is new. */
export function tagByName(
	account: AccountState,
	card: CardType,
	name: string,
	color: string | null = null,
): Model {
	const tags = account.collection(`${card}/tags`);
	const known = tags.all().find((tag) => tag.name === name);
	return known ?? tags.insert({ id: account.ids.take('tag'), name, color });
}

type Ref = Partial<Record<'id' | 'name' | 'color', unknown>>;
type Refs = Ref[];

/** A tag by more than its id or its name stands there twice: github.com/amocrm/amocrm-api-php, issues 12, 111, 257. */
const isDoubled = (ref: Ref): boolean => Object.keys(ref).length > 1;

const idOf = (account: AccountState, card: CardType, { id, name }: Ref): number =>
	(id ?? tagByName(account, card, String(name)).id) as number;

/** Each once, but for those that are doubled. */
function idsOf(account: AccountState, card: CardType, refs: Refs): number[] {
	const ids = (some: Refs) => [...new Set(some.map((ref) => idOf(account, card, ref)))];
	return [...ids(refs), ...ids(refs.filter(isDoubled))];
}

export interface TagWrite {
	/** Replaces the whole set; null empties it. */
	all?: Refs | null;
	add?: Refs | null;
	remove?: Refs | null;
}

/** `tag_ids` stays inside the emulator; cards show their tags in `_embedded`. */
export function applyTags(
	account: AccountState,
	card: CardType,
	model: Model,
	{ all, add, remove }: TagWrite,
): void {
	let ids = (model.tag_ids ?? []) as number[];
	if (all !== undefined) ids = idsOf(account, card, all ?? []);
	if (add) ids = [...ids, ...idsOf(account, card, add).filter((id) => !ids.includes(id))];
	if (remove) {
		const known = account.collection(`${card}/tags`).all();
		const gone = remove.map((ref) => ref.id ?? known.find(({ name }) => name === ref.name)?.id);
		ids = ids.filter((id) => !gone.includes(id));
	}
	model.tag_ids = ids;
}

export function shownTags(account: AccountState, card: CardType, model: Model) {
	return ((model.tag_ids ?? []) as number[]).map((id) => {
		const tag = account.collection(`${card}/tags`).get(id);
		return { id, name: tag?.name, color: tag?.color ?? null };
	});
}
