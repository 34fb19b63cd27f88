import { pick } from 'lodash';
import type { Reply } from '../net/message';
import type { Model } from '../state/collection';
import { complain, MAX_BATCH, readBatch, readOne, type Item } from './batch';
import { missing, object, unknownId, type CheckContext, type Fields, type Problem } from './checks';
import {
	collectionOf,
	findModel,
	idOf,
	nameOf,
	pathOf,
	type Place,
	type Resource,
	type WriteRules,
} from './family';
import { recordChange } from './journal';
import { hal, refuse, self, type ApiCall } from './kit';

/** The usual ways to make and change the objects of a family. amocrm.ru/developers: crm/api-reference. */
const fieldsOf = (call: ApiCall, { fields }: WriteRules): Fields =>
	typeof fields === 'function' ? fields(call) : fields;

/** For `also`: a change that names nothing is refused. */
export const mustChange = (_call: ApiCall, { value }: Item, model?: Model): Problem[] =>
	model && Object.keys(value).length === 1 ? missing('name') : [];

/** For `also`: an account has no more than so many. */
export const atMost = (max: number, place: Place, status = 400) => {
	return (call: ApiCall, { index }: Item, model?: Model): Problem[] => {
		const isFull = !model && collectionOf(call, place).size + index >= max;
		if (isFull) throw refuse(status, `There can be at most ${max}`);
		return [];
	};
};

function written(
	call: ApiCall,
	resource: Resource,
	{ envelope = ['_links'] }: WriteRules,
	objects: Array<Record<string, unknown>>,
	status = 200,
): Reply {
	const parts = { _total_items: objects.length, _links: self(call, pathOf(call, resource)) };
	return hal({ ...pick(parts, envelope), _embedded: { [resource.key]: objects } }, status);
}

function withRequestId(
	call: ApiCall,
	resource: Resource,
	{ id }: Model,
	shown: Record<string, unknown>,
	requestId?: number | string,
) {
	const { _links, ...rest } = shown;
	const repeated = requestId === undefined ? {} : { request_id: requestId };
	const own = self(call, `${pathOf(call, resource)}/${String(id)}`);
	return { ...rest, ...repeated, _links: _links ?? own };
}

function requestIdFor(
	{ ownRequestId }: WriteRules,
	{ requestId, index, isNamed }: Item,
	{ id }: Model,
	mode: CheckContext['mode'],
): number | string {
	return isNamed || !ownRequestId ? requestId : ownRequestId(id, index, mode);
}

function insert(call: ApiCall, resource: Resource, write: WriteRules, { value }: Item) {
	const model = collectionOf(call, resource).insert(write.create(call, value));
	recordChange(call, model, { collection: nameOf(call, resource) });
	const shown = write.answerCreate?.(model, call) ?? resource.present(call, model, new Set());
	return { model, shown };
}

function change(call: ApiCall, resource: Resource, write: WriteRules, { value }: Item) {
	const model = collectionOf(call, resource).get(value.id) as Model;
	const before = { ...model };
	write.update?.(call, model, value);
	recordChange(call, model, { collection: nameOf(call, resource), before });
	const shown = write.answerUpdate?.(model, call) ?? resource.present(call, model, new Set());
	return { model, shown };
}

export function createMany(call: ApiCall, resource: Resource, write: WriteRules): Reply {
	const check = object(fieldsOf(call, write));
	const items = readBatch(call, { check, mode: 'create', max: write.max?.(call) ?? MAX_BATCH });
	complain(items, (item) => write.also?.(call, item) ?? []);
	write.refuse?.(items.map((item) => ({ item })));
	const answers = items.map((item) => {
		const { model, shown } = insert(call, resource, write, item);
		const requestId = requestIdFor(write, item, model, 'create');
		return withRequestId(call, resource, model, shown, requestId);
	});
	return written(call, resource, write, answers, write.status?.create);
}

export function createOne(call: ApiCall, resource: Resource, write: WriteRules): Reply {
	const item = readOne(call, { check: object(fieldsOf(call, write)), mode: 'create' });
	complain([item], () => write.also?.(call, item) ?? []);
	return hal(insert(call, resource, write, item).shown, write.status?.create);
}

export function updateMany(call: ApiCall, resource: Resource, write: WriteRules): Reply {
	const id = { check: () => [], required: 'always' } as const;
	const check = object({ ...fieldsOf(call, write), id });
	const items = readBatch(call, { check, mode: 'update', max: write.max?.(call) ?? MAX_BATCH });
	checkTargets(call, resource, write, items);
	const answers = items.map((item) => {
		const { model, shown } = change(call, resource, write, item);
		const requestId = requestIdFor(write, item, model, 'update');
		const repeated = write.anonymousUpdate ? undefined : requestId;
		return withRequestId(call, resource, model, shown, repeated);
	});
	return written(call, resource, write, answers, write.status?.update);
}

function checkTargets(call: ApiCall, resource: Resource, write: WriteRules, items: Item[]): void {
	complain(items, (item) => {
		const model = findModel(call, resource, item.value.id);
		return model ? (write.also?.(call, item, model) ?? []) : unknownId;
	});
	const modelOf = ({ value }: Item) => findModel(call, resource, value.id);
	write.refuse?.(items.map((item) => ({ item, model: modelOf(item) })));
}

export function updateOne(call: ApiCall, resource: Resource, write: WriteRules): Reply {
	const id = idOf(call, resource);
	const check = object({ ...fieldsOf(call, write), id: () => [] });
	const item = readOne(call, { check, mode: 'update' });
	if (item.value.id !== undefined && item.value.id !== id) {
		throw refuse(400, 'The id in the body is not that of the address');
	}
	item.value.id = id;
	checkTargets(call, resource, write, [item]);
	const { model, shown } = change(call, resource, write, item);
	const requestId = requestIdFor(write, item, model, 'update');
	const repeated = write.oneRepeatsRequestId ? requestId : undefined;
	return hal(withRequestId(call, resource, model, shown, repeated), write.status?.update);
}
