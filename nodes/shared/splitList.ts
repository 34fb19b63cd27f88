function entriesOf(value: unknown): unknown[] {
	if (Array.isArray(value)) return value;
	if (typeof value === 'string') return value.split(',');
	return value === undefined || value === null ? [] : [value];
}

/** A list from one text with commas, or from what an expression gives; null is none. */
export const splitList = (value: unknown): unknown[] =>
	entriesOf(value)
		.map((entry: unknown) => (typeof entry === 'string' ? entry.trim() : entry))
		.filter((entry) => entry !== '');
