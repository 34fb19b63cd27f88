/** A JSON schema as n8n's editor reads it: types and keys, nothing else. */
export interface Schema {
	type: 'array' | 'boolean' | 'integer' | 'null' | 'number' | 'object' | 'string';
	properties?: Record<string, Schema>;
	items?: Schema;
}

type Keys = Record<string, Schema>;

/** One schema for values of which some have keys that others lack, or nothing where others have something. */
function merged(one: Schema, other: Schema): Schema {
	if (one.type === 'null') return other;
	if (one.type !== other.type)
		return one.type === 'integer' && other.type === 'number' ? other : one;
	if (one.type === 'object') {
		const keys: Keys = { ...one.properties };
		for (const [key, schema] of Object.entries(other.properties ?? {}))
			keys[key] = keys[key] ? merged(keys[key], schema) : schema;
		return { type: 'object', properties: keys };
	}
	if (one.type !== 'array' || !other.items) return one;
	return { type: 'array', items: one.items ? merged(one.items, other.items) : other.items };
}

function schemaOf(value: unknown): Schema {
	if (value === null || value === undefined) return { type: 'null' };
	if (Array.isArray(value)) {
		const schemas = value.map(schemaOf);
		return schemas.length > 0
			? { type: 'array', items: schemas.reduce(merged) }
			: { type: 'array' };
	}
	if (typeof value === 'object') {
		const keys = Object.entries(value).filter(([, inner]) => inner !== undefined);
		return {
			type: 'object',
			properties: Object.fromEntries(keys.map(([key, inner]) => [key, schemaOf(inner)])),
		};
	}
	if (typeof value === 'number') return { type: Number.isInteger(value) ? 'integer' : 'number' };
	return { type: typeof value === 'boolean' ? 'boolean' : 'string' };
}

/** What an operation puts out, from what it has put out. */
export const outputSchema = (items: object[]): Schema & { version: number } => ({
	...items.map(schemaOf).reduce(merged),
	version: 1,
});
