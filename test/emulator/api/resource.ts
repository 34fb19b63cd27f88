import { pick } from 'lodash';
import type { Reply } from '../net/message';
import type { Collection, Model } from '../state/collection';
import { readBatch, readOne, validationErrors, MAX_BATCH, type Item } from './batch';
import { missing, object, unknownId, type Fields, type Problem } from './checks';
import { recordChange } from './journal';
import {
	hal,
	noContent,
	pathId,
	refuse,
	self,
	type ApiCall,
	type Endpoint,
	type Present,
} from './kit';
import { answerList, readWith, type ListRules } from './list';

export interface WriteRules {
	fields: Fields;
	/** What no single field can tell, once each of them is right. */
	also?(call: ApiCall, item: Item, model?: Model): Problem[];
	max?(call: ApiCall): number;
	status?: { create?: number; update?: number };
	adminOnly?: boolean;
	create(call: ApiCall, value: Record<string, unknown>): Model;
	/** Objects without it are never changed. */
	update?(call: ApiCall, model: Model, value: Record<string, unknown>): void;
	/** What the answer to a write says of each object; all of it unless given. */
	answerCreate?(model: Model, call: ApiCall): Record<string, unknown>;
	answerUpdate?(model: Model, call: ApiCall): Record<string, unknown>;
	/** What stands beside `_embedded` in the answer to a collection write; `_links` unless given. */
	envelope?: Array<'_links' | '_total_items'>;
	/** The answer to PATCH of one object repeats a request_id too. */
	oneRepeatsRequestId?: boolean;
	/** The answer to an update repeats no request_id. */
	anonymousUpdate?: boolean;
	/** Objects can only be changed one by one. */
	noBatchUpdate?: boolean;
}

/** One family of objects that are listed, read, made and changed in the usual way. */
export interface Resource {
	/** Below `/api/v4`; also names the collection. Its `:name` are filled from the address. */
	path: string;
	/** The collection, where the path does not name it. */
	collection?: string;
	/** Which objects of the collection this caller meets at this address. */
	within?(call: ApiCall, model: Model): boolean;
	/** In `_embedded`. */
	key: string;
	list: ListRules;
	present: Present;
	/** What reading an unknown id answers. */
	missing: 204 | 404;
	idPattern?: string;
	adminOnly?: boolean;
	write?: WriteRules;
	remove?: (call: ApiCall, model: Model) => void;
}

const pathOf = ({ params }: ApiCall, { path }: Resource): string =>
	path.replace(/:(\w+)/g, (_whole, name: string) => params[name]);

const nameOf = (call: ApiCall, resource: Resource): string =>
	resource.collection ?? pathOf(call, resource).slice(1);

const collectionOf = (call: ApiCall, resource: Resource): Collection =>
	call.account.collection(nameOf(call, resource));

/** The object of this id, unless it is deleted or not the caller's. */
function find(call: ApiCall, resource: Resource, id: unknown): Model | undefined {
	const model = collectionOf(call, resource).get(id);
	if (!model || model.is_deleted === true) return undefined;
	return (resource.within?.(call, model) ?? true) ? model : undefined;
}

/** Its endpoints: list, one, create, update, update one, delete. */
export function resourceEndpoints(resource: Resource): Endpoint[] {
	const { path, write, adminOnly } = resource;
	const one = `${path}/${resource.idPattern ?? ':id'}`;
	const endpoints: Endpoint[] = [
		{ method: 'GET', path, adminOnly, run: (call) => list(call, resource) },
		{ method: 'GET', path: one, adminOnly, run: (call) => read(call, resource) },
	];
	if (write) {
		const admin = write.adminOnly;
		endpoints.push({
			method: 'POST',
			path,
			adminOnly: admin,
			run: (call) => create(call, resource, write),
		});
		if (write.update) {
			endpoints.push({
				method: 'PATCH',
				path: one,
				adminOnly: admin,
				run: (call) => updateOne(call, resource, write),
			});
		}
		if (write.update && !write.noBatchUpdate) {
			endpoints.push({
				method: 'PATCH',
				path,
				adminOnly: admin,
				run: (call) => updateMany(call, resource, write),
			});
		}
	}
	if (resource.remove) {
		endpoints.push({
			method: 'DELETE',
			path: one,
			adminOnly: true,
			run: (call) => remove(call, resource),
		});
	}
	return endpoints;
}

function list(call: ApiCall, resource: Resource): Reply {
	const { key, list: rules, present, within = () => true } = resource;
	const trash = readWith(call, rules).has('only_deleted');
	const models = collectionOf(call, resource)
		.all()
		.filter((model) => (model.is_deleted === true) === trash && within(call, model));
	return answerList(call, { models, path: pathOf(call, resource), key, rules, present });
}

const notFound = (resource: Resource) => {
	if (resource.missing === 204) return noContent();
	throw refuse(404, 'Not found');
};

const idOf = (call: ApiCall, { idPattern }: Resource): number | string =>
	idPattern ? call.params.id : pathId(call);

function read(call: ApiCall, resource: Resource): Reply {
	const withs = readWith(call, resource.list);
	const model = find(call, resource, idOf(call, resource));
	if (!model) return notFound(resource);
	return hal(resource.present(call, model, withs));
}

function written(
	call: ApiCall,
	resource: Resource,
	objects: Array<Record<string, unknown>>,
	status: number,
): Reply {
	const parts = { _total_items: objects.length, _links: self(call, pathOf(call, resource)) };
	const beside = pick(parts, resource.write?.envelope ?? ['_links']);
	return hal({ ...beside, _embedded: { [resource.key]: objects } }, status);
}

function withRequestId(
	call: ApiCall,
	resource: Resource,
	id: unknown,
	shown: Record<string, unknown>,
	requestId?: string,
) {
	const { _links, ...rest } = shown;
	const repeated = requestId === undefined ? {} : { request_id: requestId };
	const own = self(call, `${pathOf(call, resource)}/${String(id)}`);
	return { ...rest, ...repeated, _links: _links ?? own };
}

function create(call: ApiCall, resource: Resource, write: WriteRules): Reply {
	const items = readBatch(call, {
		check: object(write.fields),
		mode: 'create',
		max: write.max?.(call) ?? MAX_BATCH,
	});
	complain(items, (item) => write.also?.(call, item) ?? []);
	const answers = items.map(({ requestId, value }) => {
		const model = collectionOf(call, resource).insert(write.create(call, value));
		recordChange(call, model, { collection: nameOf(call, resource) });
		const shown = write.answerCreate?.(model, call) ?? resource.present(call, model, new Set());
		return withRequestId(call, resource, model.id, shown, requestId);
	});
	return written(call, resource, answers, write.status?.create ?? 200);
}

/** For `also`: a change that names nothing is refused. */
export const mustChange = (_call: ApiCall, { value }: Item, model?: Model): Problem[] =>
	model && Object.keys(value).length === 1 ? missing('name') : [];

/** All that is wrong with any of them, in one answer. */
export function complain(
	items: Item[],
	problemsOf: (item: Item, index: number) => Problem[],
): void {
	const complaints = items
		.map((item, index) => ({ request_id: item.requestId, errors: problemsOf(item, index) }))
		.filter(({ errors }) => errors.length > 0);
	if (complaints.length > 0) throw validationErrors(complaints);
}

function updateMany(call: ApiCall, resource: Resource, write: WriteRules): Reply {
	const check = object({ ...write.fields, id: { check: () => [], required: 'always' } });
	const items = readBatch(call, { check, mode: 'update', max: write.max?.(call) ?? MAX_BATCH });
	checkTargets(call, resource, write, items);
	const answers = items.map(({ requestId, value }) => {
		const model = change(call, resource, write, value);
		const shown = shownUpdate(call, resource, write, model);
		const repeated = write.anonymousUpdate ? undefined : requestId;
		return withRequestId(call, resource, model.id, shown, repeated);
	});
	return written(call, resource, answers, write.status?.update ?? 200);
}

function change(
	call: ApiCall,
	resource: Resource,
	write: WriteRules,
	value: Record<string, unknown>,
): Model {
	const model = collectionOf(call, resource).get(value.id) as Model;
	const before = { ...model };
	write.update?.(call, model, value);
	recordChange(call, model, { collection: nameOf(call, resource), before });
	return model;
}

function shownUpdate(call: ApiCall, resource: Resource, write: WriteRules, model: Model) {
	return write.answerUpdate?.(model, call) ?? resource.present(call, model, new Set());
}

function checkTargets(call: ApiCall, resource: Resource, write: WriteRules, items: Item[]): void {
	complain(items, (item) => {
		const model = find(call, resource, item.value.id);
		return model ? (write.also?.(call, item, model) ?? []) : unknownId;
	});
}

function updateOne(call: ApiCall, resource: Resource, write: WriteRules): Reply {
	const id = idOf(call, resource);
	const check = object({ ...write.fields, id: () => [] });
	const item = readOne(call, { check, mode: 'update' });
	if (item.value.id !== undefined && item.value.id !== id) {
		throw refuse(400, 'The id in the body is not that of the address');
	}
	item.value.id = id;
	checkTargets(call, resource, write, [item]);
	const model = change(call, resource, write, item.value);
	const shown = shownUpdate(call, resource, write, model);
	const requestId = write.oneRepeatsRequestId ? item.requestId : undefined;
	return hal(
		withRequestId(call, resource, model.id, shown, requestId),
		write.status?.update ?? 200,
	);
}

function remove(call: ApiCall, resource: Resource): Reply {
	const model = find(call, resource, idOf(call, resource));
	if (!model) throw refuse(404, 'Not found');
	resource.remove?.(call, model);
	collectionOf(call, resource).remove(model.id);
	return noContent();
}
