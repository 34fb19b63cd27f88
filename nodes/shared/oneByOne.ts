/** Work under way, by what it is about. */
const chains = new Map<string, Promise<unknown>>();

/** Does the work when all earlier work with this key has ended, however it ended. */
export async function oneByOne<T>(key: string, work: () => Promise<T>): Promise<T> {
	const done = (chains.get(key) ?? Promise.resolve()).then(work);
	const settled = done.catch(() => undefined);
	chains.set(key, settled);
	void settled.then(() => chains.get(key) === settled && chains.delete(key));
	return await done;
}
