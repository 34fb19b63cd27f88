/** Something on its way to an address. */
export interface Addressed {
	address: string;
	/** Of the entity, where it exists already. */
	id?: unknown;
}

/**
 * Puts what goes to one address together, as many as fill whole requests, as soon as there are so many; the rest
 * in the end. What names an entity again comes last of all, when everything before has been dealt with.
 * @param again takes the latter
 */
export async function* parcelsOf<T extends Addressed>(
	things: AsyncIterable<T>,
	size: number,
	again: T[],
): AsyncGenerator<T[]> {
	const open = new Map<string, T[]>();
	const named = new Set<string>();
	for await (const thing of things) {
		const { address, id } = thing;
		const name = `${address} ${String(id)}`;
		if (id !== undefined && named.has(name)) {
			again.push(thing);
			continue;
		}
		named.add(name);
		const parcel = open.get(address) ?? [];
		parcel.push(thing);
		open.set(address, parcel);
		if (parcel.length < size) continue;
		open.delete(address);
		yield parcel;
	}
	yield* open.values();
}
