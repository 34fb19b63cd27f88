/** Work under way, by what it is about. */
const chains = new Map<string, Promise<unknown>>();

/**
 * Does the work when all earlier work with one of these keys has ended, however it ended. The keys are taken all at
 * once, so that no two callers wait for each other.
 */
export async function serialize<T>(keys: string | string[], work: () => Promise<T>): Promise<T> {
	const own = [keys].flat();
	const earlier = own.flatMap((key) => chains.get(key) ?? []);
	const done = Promise.all(earlier).then(work);
	const settled = done.catch(() => undefined);
	for (const key of own) chains.set(key, settled);
	void settled.then(() => {
		for (const key of own) if (chains.get(key) === settled) chains.delete(key);
	});
	return await done;
}
