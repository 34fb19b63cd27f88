import { toFlag, toNumber } from '../fields/values';
import { entriesOf, isBranch, isLeaf, treeFromJson, type Branch, type Tree } from './tree';

/** Reads a text of a webhook as the type that the API has for it. */
type HookType = (sent: Tree) => Tree;

/** One key of what a webhook sends. */
interface HookField {
	read: HookType;
	/** Where the API's answers have it, if not under the same name. */
	as?: string;
	/** How it is read under its own name, if it stays there too. */
	own?: HookType;
}

export type HookFields = ReadonlyMap<string, HookField>;

/** A value that does not look as documented stays as it came. */
const typed =
	(read: (value: unknown) => Tree | undefined): HookType =>
	(sent) => {
		if (sent === '') return null;
		return isLeaf(sent) ? (read(sent) ?? sent) : sent;
	};

/** A number too long for JavaScript stays text, so that no digit is lost. */
export const number = typed(toNumber);
export const flag = typed(toFlag);
export const asSent: HookType = (sent) => sent;

/** Numbers that stand for names; unknown numbers stay numbers. */
export const named =
	(names: ReadonlyMap<number, string>): HookType =>
	(sent) => {
		const code = number(sent);
		return (typeof code === 'number' ? names.get(code) : undefined) ?? code;
	};

/** Lists of ids come as `[501]`, and as `{ 501: { ID: 501 } }`. */
export const ids: HookType = (sent) =>
	entriesOf(sent).map((entry) => number(isBranch(entry) ? (entry.ID ?? entry.id ?? entry) : entry));

/** JSON within a text. */
export const json: HookType = (sent) =>
	typeof sent === 'string' ? (treeFromJson(sent) ?? sent) : sent;

/** `_embedded.tags` is one level deeper; other keys that are there already stay. */
function put(target: Branch, [name, inner]: string[], value: Tree): void {
	const held = target[name];
	target[name] = inner === undefined ? value : { ...(isBranch(held) && held), [inner]: value };
}

/** Gives keys the names and types of the API; keys that are not described stay as they came. */
export function readFields(fields: HookFields, sent: Branch): Branch {
	const data: Branch = {};
	for (const [key, value] of Object.entries(sent)) {
		const { as, read, own }: HookField = fields.get(key) ?? { read: asSent };
		// Some hooks carry both the old name and the API's.
		const isMoved = as !== undefined && !Object.hasOwn(sent, as);
		if (isMoved) put(data, as.split('.'), read(value));
		if (!isMoved || own) put(data, [key], (own ?? read)(value));
	}
	return data;
}

export const record =
	(fields: HookFields): HookType =>
	(sent) =>
		isBranch(sent) ? readFields(fields, sent) : sent;

export const records =
	(fields: HookFields): HookType =>
	(sent) =>
		entriesOf(sent).map(record(fields));

/** Fields of one type. */
export const all = (read: HookType, names: string[]): Array<[string, HookField]> =>
	names.map((name) => [name, { read }]);

export const renamed = (name: string, as: string, read: HookType): [string, HookField] => [
	name,
	{ as, read },
];

/** Values stay texts: a form does not tell texts and numbers apart, and hooks do not name the type of the field. */
const entry: HookType = (sent) => {
	if (!isBranch(sent)) return { value: sent };
	const { enum: option, ...rest } = sent;
	if (option === undefined) return rest;
	const id = number(option);
	return { ...rest, [typeof id === 'string' ? 'enum_code' : 'enum_id']: id };
};

const FIELD = new Map([
	renamed('id', 'field_id', number),
	renamed('name', 'field_name', asSent),
	renamed('code', 'field_code', asSent),
	renamed('type', 'field_type', asSent),
	...all((sent) => entriesOf(sent).map(entry), ['values']),
]);

/** As `custom_fields_values` of the API; dates and numbers stay texts. */
export const customFields = records(FIELD);

const tag = record(new Map(all(number, ['id'])));

/** As `_embedded.tags` of the API. Forms on sites give their tags as one text. */
export const tags: HookType = (sent) =>
	entriesOf(sent).flatMap((given): Branch[] => {
		if (isBranch(given)) return [tag(given) as Branch];
		return String(given)
			.split(',')
			.map((name) => name.trim())
			.filter(Boolean)
			.map((name) => ({ name }));
	});
