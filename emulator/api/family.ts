import type { Collection, Model } from '../state/collection';
import type { Item } from './batch';
import type { CheckContext, Fields, Problem } from './checks';
import { pathId, type ApiCall, type Present } from './kit';
import type { ListRules } from './list';
import { fillIn } from './routes';

/** One object of a write, and (where there is one already) what it changes. */
export interface Target {
	item: Item;
	model?: Model;
}

/** What may be written into a family of objects, and what is answered. */
export interface WriteRules {
	fields: Fields | ((call: ApiCall) => Fields);
	/** What no single field can tell, once each of them is right. */
	also?(call: ApiCall, item: Item, model?: Model): Problem[];
	/** Refuses all of them in a shape of its own, once none has problems. */
	refuse?(targets: Target[]): void;
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
	/** Stands in for a request_id that was not sent; the index as a text unless given. */
	ownRequestId?(id: Model['id'], index: number, mode: CheckContext['mode']): number | string;
	/** POST takes a single object, and answers with it alone. */
	createsOne?: boolean;
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
	/** Refuses the call where the account, or what the address names, does not have this family. */
	guard?(call: ApiCall): void;
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

/** Where a family's objects are kept. */
export type Place = Pick<Resource, 'path' | 'collection'>;

export const pathOf = ({ params }: ApiCall, { path }: Place): string => fillIn(path, params);

export const nameOf = (call: ApiCall, place: Place): string =>
	place.collection ?? pathOf(call, place).slice(1);

export const collectionOf = (call: ApiCall, place: Place): Collection =>
	call.account.collection(nameOf(call, place));

export const idOf = (call: ApiCall, { idPattern }: Resource): number | string =>
	idPattern ? call.params.id : pathId(call);

/** The object of this id, unless it is deleted (or not, in the trash) or not the caller's. */
export function findModel(
	call: ApiCall,
	resource: Resource,
	id: unknown,
	inTrash = false,
): Model | undefined {
	const model = collectionOf(call, resource).get(id);
	if (!model || (model.is_deleted === true) !== inTrash) return undefined;
	return (resource.within?.(call, model) ?? true) ? model : undefined;
}
