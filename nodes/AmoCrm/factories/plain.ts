import { mapValues, omit } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

const isObject = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

function plainValue(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(plainValue);
	return isObject(value) ? plain(value) : value;
}

/** Without `_links`, and with what is below `_embedded` one floor higher. */
export function plain(entity: IDataObject): IDataObject {
	const lifted = isObject(entity._embedded) ? entity._embedded : {};
	const all = { ...lifted, ...omit(entity, ['_links', '_embedded']) };
	return mapValues(all, plainValue) as IDataObject;
}
