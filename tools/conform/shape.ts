import { isEntity } from './ask';

/** What is known to be amoCRM's own words: nothing else is ever named. */
export interface Vocabulary {
	/** Keys of objects. */
	keys: Set<string>;
	/** By the key of a list, what its entries are told apart by. */
	kinds: Map<string, Set<string>>;
	/** By the key of a text with a fixed set of values, the values. */
	choices: Map<string, Set<string>>;
}

export const emptyVocabulary = (): Vocabulary => ({
	keys: new Set(),
	kinds: new Map(),
	choices: new Map(),
});

/** Entries of these lists have other keys, or other values, for each value of this key. */
const KIND_BY: Record<string, string> = {
	custom_fields_values: 'field_type',
	notes: 'note_type',
	events: 'type',
	custom_fields: 'type',
	unsorted: 'category',
};

/** Texts whose values the documentation lists. */
const CHOICES = [
	'entity_type',
	'to_entity_type',
	'customers_mode',
	'creation_status',
	'view',
	'edit',
	'add',
	'delete',
	'export',
	// Of the token endpoint's refusals, and of its tokens.
	'hint',
	'token_type',
	// What is told of a call of amoCRM's own, in words of ours.
	'made by',
	'the state',
	'the referer',
	'the client',
	'the signature',
	'the widget',
	'the platform',
];

/** How often each type of value was at a place. */
export type Types = Map<string, number>;

/** By path: `_embedded.leads[].price`. The root is an empty text. */
export type Shape = Map<string, Types>;

/** What an account needs to be known of to tell its values apart. */
export interface Zone {
	/** Whether this second is the first of a day in the account. */
	isDay(seconds: number): boolean;
}

/** What stands for a key that may be somebody's data. */
export const HIDDEN_KEY = '<key>';
export const OTHER_KIND = '<another>';
const OTHER_CHOICE = '<another value>';

/** Fields that hold a whole day. */
const DAYS = ['date', 'birthday'];

const DAY_VALUE = new RegExp(`\\[(${DAYS.join('|')})\\]\\.values\\[\\]\\.value$`);

export const isDayPath = (path: string): boolean => DAY_VALUE.test(path);

const textType = (text: string): string => {
	if (text === '') return 'empty text';
	if (/^-?\d+(\.\d+)?$/.test(text)) return 'number as text';
	if (/^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}/.test(text)) return 'time as text';
	return /^https?:\/\//.test(text) ? 'address' : 'text';
};

/** A type with its finer kinds: they are all of one type where only that counts. */
export const baseOf = (type: string): string => {
	if (/text$|^address$|^"|^<another value>$/.test(type)) return 'text';
	if (type.startsWith('whole number')) return 'whole number';
	return type.replace(/^empty /, '');
};

/** Walks through answers, and notes which types stand where. */
export class Observer {
	readonly shape: Shape = new Map();

	/** @param learns whether everything that is met is amoCRM's own word: only of accounts that hold no data */
	constructor(
		private readonly words: Vocabulary,
		private readonly zone: Zone,
		private readonly learns = false,
	) {}

	see(value: unknown, path = '', key = ''): this {
		this.note(path, this.typeOf(value, path, key));
		if (Array.isArray(value)) {
			for (const item of value) this.see(item, `${path}${this.segment(item, key)}`, '');
		} else if (isEntity(value)) {
			for (const [name, item] of Object.entries(value)) {
				const shown = this.shownKey(name);
				this.see(item, path === '' ? shown : `${path}.${shown}`, name);
			}
		}
		return this;
	}

	/** `[]`, or `[date]` where entries of a list differ by kind. */
	segment(item: unknown, listKey: string): string {
		const by = KIND_BY[listKey];
		if (by === undefined || !isEntity(item) || item[by] === undefined) return '[]';
		const kind = String(item[by]);
		const known = this.known(this.words.kinds, listKey, kind);
		return `[${known ? kind : OTHER_KIND}]`;
	}

	typeOf(value: unknown, path: string, key: string): string {
		if (value === null) return 'null';
		if (Array.isArray(value)) return value.length === 0 ? 'empty list' : 'list';
		if (isEntity(value)) return Object.keys(value).length === 0 ? 'empty object' : 'object';
		if (typeof value === 'boolean') return 'yes or no';
		if (typeof value === 'number') return this.numberType(value, path);
		const text = String(value);
		if (!CHOICES.includes(key)) return textType(text);
		return this.known(this.words.choices, key, text) ? `"${text}"` : OTHER_CHOICE;
	}

	private numberType(value: number, path: string): string {
		if (!Number.isInteger(value)) return 'fraction';
		if (!isDayPath(path)) return 'whole number';
		return this.zone.isDay(value)
			? 'whole number, a midnight of the account'
			: 'whole number, no midnight of the account';
	}

	private shownKey(name: string): string {
		// A number is an id, whoever uses it as a key.
		if (/^\d+$/.test(name)) return HIDDEN_KEY;
		if (this.learns) this.words.keys.add(name);
		return this.words.keys.has(name) ? name : HIDDEN_KEY;
	}

	private known(sets: Map<string, Set<string>>, key: string, value: string): boolean {
		if (this.learns) sets.set(key, (sets.get(key) ?? new Set()).add(value));
		return sets.get(key)?.has(value) ?? false;
	}

	private note(path: string, type: string): void {
		const types = this.shape.get(path) ?? new Map<string, number>();
		types.set(type, (types.get(type) ?? 0) + 1);
		this.shape.set(path, types);
	}
}

export const countOf = (types: Types | undefined): number =>
	[...(types?.values() ?? [])].reduce((sum, count) => sum + count, 0);

export const typesAt = (shape: Shape, path: string): string[] =>
	[...(shape.get(path)?.keys() ?? [])].sort();

const parentOf = (path: string): string => path.replace(/(\.|^)[^.[\]]+$/, '');

/** How often the object that has this key was there, with or without it. */
export const objectsAround = (shape: Shape, path: string): number =>
	shape.get(parentOf(path))?.get('object') ?? 0;
