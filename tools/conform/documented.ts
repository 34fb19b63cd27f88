import { dayOf } from '../../emulator/state/zones';
import { isEntity } from './ask';
import {
	baseOf,
	countOf,
	isDayPath,
	objectsAround,
	OTHER_KIND,
	type Observer,
	type Shape,
} from './shape';

/** What stands in place of a value that is of no documented type. */
const STAND_INS: Record<string, unknown> = {
	'whole number': 1,
	fraction: 1.5,
	'number as text': '1',
	'time as text': '2026-01-31 10:00:00',
	address: 'https://example.com/',
	text: 'text',
	'empty text': '',
	'yes or no': true,
	null: null,
	list: [],
	'empty list': [],
};

const isScalar = (value: unknown): value is string | number | boolean =>
	['string', 'number', 'boolean'].includes(typeof value);

/** The same value as one of another type. */
const SAME: Record<string, (value: string | number | boolean) => unknown> = {
	'whole number': (value) => (/^-?\d+$/.test(String(value)) ? Number(value) : undefined),
	text: (value) => (typeof value === 'number' ? String(value) : undefined),
	'yes or no': (value) => (value === 0 || value === 1 ? value === 1 : undefined),
};

/** Values that stand at the same places: where one is documented, so are the others. */
const ALIKE = [
	['leads', 'contacts', 'companies', 'customers', 'catalog_elements', 'catalogs'],
	['lead', 'contact', 'company', 'customer', 'task', 'catalog_element'],
	['A', 'G', 'M', 'D'],
].map((values) => values.map((value) => `"${value}"`));

const isChoice = (type: string): boolean => /^["<]/.test(type);

const areAlike = (type: string, other: string): boolean =>
	type === other || ALIKE.some((values) => values.includes(type) && values.includes(other));

/**
 * Makes what an account answered into what the documentation says it would have answered: with the keys, the types and
 * the values of choices that the emulator knows, so that whatever it shows of them is its own.
 */
export class Documented {
	private readonly children = new Map<string, string[]>();

	/**
	 * @param shape of the emulator's own answers
	 * @param observer of the account, for its words
	 * @param timeZone of the account
	 */
	constructor(
		private readonly shape: Shape,
		private readonly observer: Observer,
		private readonly timeZone: string,
	) {
		for (const path of shape.keys()) {
			const [, parent, key] = /^(.*?)\.?([^.[\]]+)$/.exec(path) ?? [];
			if (key === undefined) continue;
			this.children.set(parent, [...(this.children.get(parent) ?? []), key]);
		}
	}

	/** The key below `_embedded` of a list that the account may call by another. */
	keyOf(key: string): string | undefined {
		const keys = this.children.get('_embedded') ?? [];
		return keys.includes(key) ? key : keys[0];
	}

	/** @param path of the value in the answer */
	of(value: unknown, path: string, key = ''): unknown {
		if (path.includes(OTHER_KIND)) return value;
		const types = this.shape.get(path);
		if (!types) return undefined;
		const type = this.observer.typeOf(value, path, key);
		const known = [...types.keys()];
		const isFine = isChoice(type)
			? known.some((one) => areAlike(type, one))
			: known.map(baseOf).includes(baseOf(type));
		if (!isFine) return this.standIn([...types.keys()], path, value);
		if (Array.isArray(value)) {
			return value.map((item: unknown) =>
				this.of(item, `${path}${this.observer.segment(item, key)}`, ''),
			);
		}
		if (isEntity(value)) return this.object(value, path);
		if (typeof value === 'number' && isDayPath(path)) return dayOf(this.timeZone, value);
		return value;
	}

	private object(value: Record<string, unknown>, path: string): Record<string, unknown> {
		const entries = (this.children.get(path) ?? []).flatMap((key): Array<[string, unknown]> => {
			const place = path === '' ? key : `${path}.${key}`;
			if (key in value) return [[key, this.of(value[key], place, key)]];
			const isAlways = countOf(this.shape.get(place)) === objectsAround(this.shape, place);
			return isAlways ? [[key, this.standIn([...this.shape.get(place)!.keys()], place)]] : [];
		});
		return Object.fromEntries(entries);
	}

	/** A value of a documented type: the same in other clothes, where that can be. */
	private standIn(types: string[], path: string, value?: unknown): unknown {
		const [type] = types;
		if (isScalar(value)) {
			const same = SAME[baseOf(type)]?.(value);
			if (same !== undefined) return same;
		}
		if (type === 'object') return this.object({}, path);
		if (type.startsWith('"')) return type.slice(1, -1);
		return STAND_INS[type] ?? STAND_INS[baseOf(type)] ?? null;
	}
}
