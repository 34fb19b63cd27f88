/** Finds things by their names; those that share a name, by name and id: `Size (12)`. */
export function byLabel<T>(
	things: T[],
	keysOf: (thing: T) => { id: number; name: string },
): Map<string, T> {
	const count = new Map<string, number>();
	for (const thing of things) {
		const { name } = keysOf(thing);
		count.set(name, (count.get(name) ?? 0) + 1);
	}
	return new Map(
		things.map((thing) => {
			const { id, name } = keysOf(thing);
			return [count.get(name) === 1 ? name : `${name} (${id})`, thing];
		}),
	);
}
