import type { Reply } from '../net/message';
import { collectionOf, findModel, idOf, pathOf, type Resource, type WriteRules } from './family';
import { hal, noContent, refuse, type ApiCall, type Endpoint } from './kit';
import { answerList, readWith } from './list';
import { createMany, createOne, updateMany, updateOne } from './writes';

export type { Resource, WriteRules };

/** Its endpoints: list, one, create, update, update one, delete. */
export function resourceEndpoints(resource: Resource): Endpoint[] {
	const { path, write, adminOnly, guard } = resource;
	const one = `${path}/${resource.idPattern ?? ':id'}`;
	const endpoints: Endpoint[] = [
		{ method: 'GET', path, adminOnly, run: (call) => list(call, resource) },
		{ method: 'GET', path: one, adminOnly, run: (call) => read(call, resource) },
	];
	if (write) {
		const admin = write.adminOnly;
		const create = write.createsOne ? createOne : createMany;
		endpoints.push(
			{ method: 'POST', path, adminOnly: admin, run: (call) => create(call, resource, write) },
			{
				method: 'PATCH',
				path: one,
				adminOnly: admin,
				run: (call) => updateOne(call, resource, write),
			},
		);
		if (!write.createsOne && !write.noBatchUpdate) {
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
	return guard ? guarded(guard, endpoints) : endpoints;
}

export const guarded = (guard: (call: ApiCall) => void, endpoints: Endpoint[]): Endpoint[] =>
	endpoints.map((endpoint) => ({
		...endpoint,
		run(call) {
			guard(call);
			return endpoint.run(call);
		},
	}));

function list(call: ApiCall, resource: Resource): Reply {
	const { key, list: rules, present, isVisible } = resource;
	const trash = readWith(call, rules).has('only_deleted');
	const models = collectionOf(call, resource)
		.all()
		.filter((model) => (model.is_deleted === true) === trash)
		.filter((model) => isVisible?.(call, model) ?? true);
	return answerList(call, { models, path: pathOf(call, resource), key, rules, present });
}

function read(call: ApiCall, resource: Resource): Reply {
	const withs = readWith(call, resource.list);
	const model = findModel(call, resource, idOf(call, resource));
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
