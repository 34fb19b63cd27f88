import type { Reply } from '../net/message';
import {
	collectionOf,
	findModel,
	idOf,
	pathOf,
	type Resource,
	type Target,
	type WriteRules,
} from './family';
import { hal, noContent, refuse, type ApiCall, type Endpoint } from './kit';
import { answerList, readWith } from './list';
import { atMost, createMany, createOne, mustChange, updateMany, updateOne } from './writes';

export type { Resource, Target, WriteRules };
export { atMost, mustChange };

/** Its endpoints: list, one, create, update, update one, delete. */
export function resourceEndpoints(resource: Resource): Endpoint[] {
	const { path, adminOnly, write, guard } = resource;
	const one = `${path}/${resource.idPattern ?? ':id'}`;
	const endpoints: Endpoint[] = [
		{ method: 'GET', path, adminOnly, run: (call) => list(call, resource) },
		{ method: 'GET', path: one, adminOnly, run: (call) => read(call, resource) },
		...(write ? writeEndpoints(resource, write, one) : []),
	];
	if (resource.remove) {
		endpoints.push({
			method: 'DELETE',
			path: one,
			adminOnly: true,
			run: (call) => remove(call, resource),
		});
	}
	return guard ? guarded(guard, endpoints) : endpoints;
}

function writeEndpoints(resource: Resource, write: WriteRules, one: string): Endpoint[] {
	const { path } = resource;
	const { adminOnly, createsOne, noBatchUpdate } = write;
	const create = createsOne ? createOne : createMany;
	const endpoints: Endpoint[] = [
		{ method: 'POST', path, adminOnly, run: (call) => create(call, resource, write) },
	];
	if (!write.update) return endpoints;
	endpoints.push({
		method: 'PATCH',
		path: one,
		adminOnly,
		run: (call) => updateOne(call, resource, write),
	});
	if (createsOne || noBatchUpdate) return endpoints;
	endpoints.push({
		method: 'PATCH',
		path,
		adminOnly,
		run: (call) => updateMany(call, resource, write),
	});
	return endpoints;
}

export const guarded = (guard: (call: ApiCall) => void, endpoints: Endpoint[]): Endpoint[] =>
	endpoints.map((endpoint) => ({
		...endpoint,
		run(call) {
			guard(call);
			return endpoint.run(call);
		},
	}));

const wantsTrash = (withs: Set<string>): boolean => withs.has('only_deleted');

function list(call: ApiCall, resource: Resource): Reply {
	const { key, list: rules, present, within = () => true } = resource;
	const trash = wantsTrash(readWith(call, rules));
	const models = collectionOf(call, resource)
		.all()
		.filter((model) => (model.is_deleted === true) === trash && within(call, model));
	return answerList(call, { models, path: pathOf(call, resource), key, rules, present });
}

function read(call: ApiCall, resource: Resource): Reply {
	const withs = readWith(call, resource.list);
	const model = findModel(call, resource, idOf(call, resource), wantsTrash(withs));
	if (model) return hal(resource.present(call, model, withs));
	if (resource.missing === 204) return noContent();
	throw refuse(404, 'Not found');
}

function remove(call: ApiCall, resource: Resource): Reply {
	const model = findModel(call, resource, idOf(call, resource));
	if (!model) throw refuse(404, 'Not found');
	resource.remove?.(call, model);
	collectionOf(call, resource).remove(model.id);
	return noContent();
}
