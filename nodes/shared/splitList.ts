/** A list from one text with commas, or from what an expression gives; null is none. */
export const splitList = (value: unknown): unknown[] =>
	(Array.isArray(value) ? value : String(value ?? '').split(','))
		.map((entry: unknown) => (typeof entry === 'string' ? entry.trim() : entry))
		.filter((entry) => entry !== '');
