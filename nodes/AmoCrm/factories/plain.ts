import type { IDataObject } from 'n8n-workflow';

const isObject = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

function plainValue(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(plainValue);
	return isObject(value) ? plain(value) : value;
}

const HIDDEN = new Set(['_links', '_embedded']);

/**
 * Without `_links`, and with what is below `_embedded` one level higher. Made of entries: each spread object would
 * get a hidden class of its own in V8, which for a hundred thousand of them takes several times their memory.
 */
export function plain(entity: IDataObject): IDataObject {
	const { _embedded: lifted } = entity;
	const entries = [...Object.entries(isObject(lifted) ? lifted : {}), ...Object.entries(entity)];
	return Object.fromEntries(
		entries.filter(([key]) => !HIDDEN.has(key)).map(([key, value]) => [key, plainValue(value)]),
	) as IDataObject;
}
