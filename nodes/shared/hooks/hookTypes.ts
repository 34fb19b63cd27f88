import { toFlag, toNumber } from '../fields/values';
import { entriesOf, isBranch, isLeaf, treeFromJson, type Branch, type Tree } from './tree';

/** What a webhook sends as text, in the type that the API gives it. */
export type HookType = (sent: Tree) => Tree;

/** One key of what a webhook sends. */
export interface HookField {
	read: HookType;
	/** Its place in the API's answers, where that is another. */
	as?: string;
	/** What it is under its own name, where it stands there, too. */
	own?: HookType;
}

export type HookFields = ReadonlyMap<string, HookField>;

/** What does not look as documented stays as it came. */
const typed =
	(read: (value: unknown) => Tree | undefined): HookType =>
	(sent) => {
		if (sent === '') return null;
		return isLeaf(sent) ? (read(sent) ?? sent) : sent;
	};

/** One too long for a number stays text, so that no digit is lost. */
export const number = typed(toNumber);
export const flag = typed(toFlag);
export const asSent: HookType = (sent) => sent;

/** Numbers that stand for names; a number without a name stays one. */
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

/** `_embedded.tags` is one level deeper; what came there already stays. */
function put(target: Branch, [name, inner]: string[], value: Tree): void {
	const held = target[name];
	target[name] = inner === undefined ? value : { ...(isBranch(held) && held), [inner]: value };
}

/** Puts names and types right; keys that are not described stay as they came. */
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

/** Fields of one reading, by the names in a text. */
export const all = (read: HookType, names: string): Array<[string, HookField]> =>
	names.split(' ').map((name) => [name, { read }]);

export const renamed = (name: string, as: string, read: HookType): [string, HookField] => [
	name,
	{ as, read },
];
