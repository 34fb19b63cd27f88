interface Kept<T> {
	at: number;
	value: Promise<T>;
}

/**
 * Makes a reader that keeps what it loaded for a while; a failure is not kept.
 * @param ms how long, in milliseconds
 * @param most of how many keys at once; those loaded first are forgotten first
 */
export function cached<T>({ ms, most = 10_000 }: { ms: number; most?: number }) {
	const kept = new Map<string, Kept<T>>();

	async function read(key: string, load: () => Promise<T>): Promise<T> {
		const known = kept.get(key);
		if (known && Date.now() - known.at < ms) return await known.value;
		const fresh = { at: Date.now(), value: load() };
		kept.delete(key);
		kept.set(key, fresh);
		const [oldest] = kept.keys();
		if (kept.size > most && oldest !== undefined) kept.delete(oldest);
		// A newer one may stand here by the time this one fails.
		fresh.value.catch(() => kept.get(key) === fresh && kept.delete(key));
		return await fresh.value;
	}

	return { read, forget: (key: string) => void kept.delete(key) };
}
