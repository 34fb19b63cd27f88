import { isHarmless, isIndex, MAX_DEPTH, type Branch, type Tree } from './tree';

/** Undefined: the next index, as in `[]`. */
type Segment = string | undefined;

/** Builds an array of PHP entry by entry. Of two values for one key the last one counts. */
class PhpArray {
	private readonly entries = new Map<string, string | PhpArray>();

	private next = 0;

	put(segment: Segment, value: string): void {
		this.set(segment ?? String(this.next), value);
	}

	below(segment: Segment): PhpArray {
		const key = segment ?? String(this.next);
		const held = this.entries.get(key);
		if (held instanceof PhpArray) return held;
		const branch = new PhpArray();
		this.set(key, branch);
		return branch;
	}

	toBranch(): Branch {
		return Object.fromEntries(
			[...this.entries].map(([key, held]) => [
				key,
				typeof held === 'string' ? held : held.toTree(),
			]),
		);
	}

	/** Indices that begin with 0 make a list, with or without gaps; others are ids, by which something is looked up. */
	private toTree(): Tree {
		const branch = this.toBranch();
		// Objects have their indices in ascending order.
		return '0' in branch && Object.keys(branch).every(isIndex) ? Object.values(branch) : branch;
	}

	private set(key: string, held: string | PhpArray): void {
		this.entries.set(key, held);
		if (isIndex(key)) this.next = Math.max(this.next, Number(key) + 1);
	}
}

/** `a[b][]` → `a`, `b`, undefined. What looks different, or is too deep, stays text in the last key. */
function pathOf(name: string): Segment[] {
	const path: string[] = [];
	let at = name.indexOf('[');
	if (at <= 0) return [name];
	path.push(name.slice(0, at));
	while (at < name.length) {
		const end = name.indexOf(']', at);
		if (name[at] !== '[' || end < 0 || path.length === MAX_DEPTH) {
			path.push(`${path.pop()}${name.slice(at)}`);
			break;
		}
		path.push(name.slice(at + 1, end));
		at = end + 1;
	}
	return path.map((segment) => segment || undefined);
}

/**
 * Reads a form with PHP's bracket keys: `leads[add][0][id]=501`. n8n itself reads only its first 1,000 keys. Dots
 * in names, which PHP makes underscores, stay: amoCRM sends none, and pages of the account may.
 * @see https://www.php.net/manual/en/function.parse-str.php
 */
export function decodeForm(bytes: Uint8Array): Branch {
	const form = new PhpArray();
	for (const [name, value] of new URLSearchParams(Buffer.from(bytes).toString())) {
		const path = pathOf(name);
		if (!path.every((segment) => segment === undefined || isHarmless(segment))) continue;
		const last = path.pop();
		path.reduce((branch, segment) => branch.below(segment), form).put(last, value);
	}
	return form.toBranch();
}
