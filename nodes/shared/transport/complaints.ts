import { isPlainObject } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import type { EntityComplaint } from '../problem';

const asText = (value: unknown): string =>
	typeof value === 'string' || typeof value === 'number' ? String(value) : '';

const NO_COMPLAINT: EntityComplaint = { requestId: '', path: '', code: '', detail: '' };

/** Numbers and UUIDs. */
const ID = /^(?:\d+|[\da-f]{8}-[\da-f-]{27})$/i;

function readOne(entry: IDataObject, outer: EntityComplaint): EntityComplaint {
	const { request_id, id, path, code, title, detail } = entry;
	const entityId = asText(id) || outer.entityId;
	return {
		requestId: asText(request_id) || outer.requestId,
		...(entityId && { entityId }),
		path: asText(path) || outer.path,
		code: asText(code) || outer.code,
		detail: [title, detail].map(asText).filter(Boolean).join(' – ') || outer.detail,
	};
}

/**
 * What amoCRM complains of in single entities: a list of texts or objects, or an object of them by the ids of entities
 * or by fields. `errors` within one of them have the same forms.
 * @param depth how many more levels to look at
 */
export function readComplaints(
	errors: unknown,
	outer = NO_COMPLAINT,
	depth = 5,
): EntityComplaint[] {
	if (depth === 0) return [];
	if (Array.isArray(errors)) {
		return errors.flatMap((entry: unknown) => readComplaints(entry, outer, depth - 1));
	}
	if (!isPlainObject(errors)) {
		const detail = asText(errors);
		return detail === '' ? [] : [{ ...outer, detail }];
	}
	const entry = errors as IDataObject;
	const one = readOne(entry, outer);
	if (entry.errors !== undefined) return readComplaints(entry.errors, one, depth - 1);
	if (one.code !== outer.code || one.detail !== outer.detail) return [one];
	return Object.entries(entry).flatMap(([key, value]) =>
		readComplaints(
			value,
			ID.test(key) ? { ...one, entityId: key } : { ...one, path: key },
			depth - 1,
		),
	);
}

/** The id by which amoCRM refers to an entity that was sent. */
const idOf = ({ id, uuid }: IDataObject): string => asText(id ?? uuid);

/** The complaints by the position of the entity that each is about; without those that name none of the sent ones. */
export function complaintsByPosition(
	complaints: EntityComplaint[],
	sent: IDataObject[],
): Map<number, EntityComplaint[]> {
	const byId = new Map(sent.map((entity, position) => [idOf(entity), position]));
	byId.delete('');
	const place = (text: string) =>
		/^\d+$/.test(text) && Number(text) < sent.length ? Number(text) : undefined;
	const byPosition = new Map<number, EntityComplaint[]>();
	for (const complaint of complaints) {
		const { requestId, entityId = '' } = complaint;
		// Some calls repeat the id where others repeat the number, and PHP makes an object of a list with gaps.
		const position =
			place(requestId) ?? byId.get(requestId) ?? byId.get(entityId) ?? place(entityId);
		if (position === undefined) continue;
		byPosition.set(position, [...(byPosition.get(position) ?? []), complaint]);
	}
	return byPosition;
}
