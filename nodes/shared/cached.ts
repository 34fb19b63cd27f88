import { sleep } from 'n8n-workflow';

import { settle } from './settle';

interface CacheOptions<T> {
	/** How long a value is kept, in milliseconds since its loading began; while it is loaded, all share it. */
	ms: number | ((value: T) => number);
	/** A value of this age is still given, while it is loaded again for later callers. */
	refreshMs?: number;
	/** Whoever gets it goes first: it is loaded again so long afterwards. */
	refreshAfterMs?: number;
	/** How many keys at once; those loaded first are forgotten first. */
	most?: number;
}

interface Entry<T> {
	value: Promise<T>;
	loadedAt: number;
	expiresAt: number;
	isRefreshing?: boolean;
}

/** Keeps what was loaded for a while; a failure is not kept. */
export function cached<T>({
	ms,
	refreshMs = Infinity,
	refreshAfterMs = 0,
	most = 10_000,
}: CacheOptions<T>) {
	const entries = new Map<string, Entry<T>>();

	/** @param value only this one: a newer one may stand here by now */
	function forget(key: string, value?: Promise<T>): void {
		if (value === undefined || entries.get(key)?.value === value) entries.delete(key);
	}

	function begin(key: string, load: () => Promise<T>): Entry<T> {
		const loadedAt = Date.now();
		const value = load().then(
			(loaded) => {
				entry.expiresAt = loadedAt + (typeof ms === 'number' ? ms : ms(loaded));
				if (entry.expiresAt <= Date.now()) forget(key, value);
				return loaded;
			},
			(error: unknown) => {
				forget(key, value);
				throw error;
			},
		);
		const entry: Entry<T> = { value, loadedAt, expiresAt: Infinity };
		return entry;
	}

	function store(key: string, entry: Entry<T>): void {
		entries.delete(key);
		entries.set(key, entry);
		const [oldest] = entries.keys();
		if (entries.size > most && oldest !== undefined) entries.delete(oldest);
	}

	async function refresh(key: string, stale: Entry<T>, load: () => Promise<T>): Promise<void> {
		stale.isRefreshing = true;
		if (refreshAfterMs > 0) await sleep(refreshAfterMs);
		const fresh = begin(key, load);
		const { ok } = await settle(fresh.value);
		// The next caller loads by itself, and is told what went wrong.
		if (!ok) forget(key, stale.value);
		else if (entries.get(key) === stale) store(key, fresh);
	}

	function read(key: string, load: () => Promise<T>): Promise<T> {
		const known = entries.get(key);
		if (known && known.expiresAt > Date.now()) {
			const isDue = !known.isRefreshing && Date.now() - known.loadedAt >= refreshMs;
			if (isDue) void refresh(key, known, load);
			return known.value;
		}
		const entry = begin(key, load);
		store(key, entry);
		return entry.value;
	}

	return {
		read,
		forget,
		/** Keeps a value that nobody had to load. */
		set: (key: string, value: T): void =>
			store(
				key,
				begin(key, async () => value),
			),
		has: (key: string): boolean => (entries.get(key)?.expiresAt ?? 0) > Date.now(),
	};
}
