interface RecentMapOptions<Value> {
	/** With more entries those that were not used for longest are forgotten. */
	most: number;
	/** Whether a value can be made anew without harm. Default: always. */
	mayForget?(value: Value): boolean;
	/** Called with what was forgotten. */
	forgotten?(value: Value): void;
}

/** Values by key, of which those used lately are kept: what a process knows must not grow with the accounts it meets. */
export class RecentMap<Key, Value> {
	private readonly entries = new Map<Key, Value>();

	constructor(private readonly options: RecentMapOptions<Value>) {}

	values(): Value[] {
		return [...this.entries.values()];
	}

	/** Using it keeps it. */
	get(key: Key): Value | undefined {
		const value = this.entries.get(key);
		if (value !== undefined) this.touch(key, value);
		return value;
	}

	set(key: Key, value: Value): void {
		this.touch(key, value);
		const { most, mayForget = () => true, forgotten } = this.options;
		if (this.entries.size <= most) return;
		for (const [oldest, candidate] of this.entries) {
			if (this.entries.size <= most || oldest === key) return;
			if (!mayForget(candidate)) continue;
			this.entries.delete(oldest);
			forgotten?.(candidate);
		}
	}

	delete(key: Key): void {
		this.entries.delete(key);
	}

	/** The value, made where there is none. */
	having(key: Key, make: () => Value): Value {
		const known = this.get(key);
		if (known !== undefined) return known;
		const made = make();
		this.set(key, made);
		return made;
	}

	private touch(key: Key, value: Value): void {
		this.entries.delete(key);
		this.entries.set(key, value);
	}
}
