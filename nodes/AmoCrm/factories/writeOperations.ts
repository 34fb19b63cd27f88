import { get, isEmpty } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import type { AccountSession } from '../../shared/account/session';
import type { BatchCall } from '../../shared/transport/batches';
import { idOnly } from '../../shared/transport/outcomes';
import { lookFirst } from '../../shared/transport/uncertain';
import {
	withArticle,
	type Entity,
	ownPart,
	type Part,
	fill,
	gapsOf,
	type Gaps,
	propertiesOf,
} from './entity';
import { fixedForm, type Form } from './form';
import { type AccountOperation, type Item, type Operation, offersOf } from './operation';
import { inBatches, oneRequestEach, writeItems, type Sending, type WriteRequest } from './write';
import { missingAt, nameOfPart } from './missing';
import { plain } from './plain';
import { explainRefusal } from './refusal';

/** A call that writes. The other factories of this file fill in most of it. */
export interface WriteDescription extends Pick<
	Operation<AccountSession>,
	'name' | 'displayName' | 'description' | 'action'
> {
	method: BatchCall['method'];
	/** With a gap for each of `parts`. */
	path: string;
	/** Key of what was written, below `_embedded`; none if amoCRM answers nothing. Only batches need it. */
	collection?: string;
	parts?: Part[];
	form?: Form;
	/** Default: each item in a request of its own. */
	send?: Sending;
	/** What goes into the body beside the form. */
	also?(gaps: Gaps): IDataObject;
	/** What it creates, if it changes nothing that exists: `leads`. */
	makes?: string;
	/** What comes out. */
	show?(entity: IDataObject, gaps: Gaps, body: IDataObject): IDataObject;
}

export function writeOperation(description: WriteDescription): AccountOperation {
	const { name, displayName, action, method, path, collection, parts = [], makes } = description;
	const {
		form = fixedForm(),
		send = oneRequestEach,
		also = () => ({}),
		show = plain,
	} = description;
	/** What it changes or makes, in a sentence. */
	const subjectOf = ({ id }: Gaps) => {
		const changed = parts.find(({ gap }) => gap === 'id')?.entity;
		return changed ? `the ${changed.singular} ${id}` : makes && `the newest ${makes}`;
	};
	async function prepare(session: AccountSession, item: Item): Promise<WriteRequest> {
		const gaps = gapsOf(parts, item);
		const encoded = await form.encode(session, item, gaps);
		const named = also(gaps);
		const body = { ...encoded.body, ...named };
		const sent = {
			...encoded,
			body,
			namedAt: (path: string) =>
				encoded.namedAt?.(path) ?? nameOfPart(parts, gaps, get(named, path)),
		};
		return {
			...sent,
			call: {
				method,
				path: fill(path, gaps),
				collection: collection && fill(collection, gaps),
			},
			show: (entity) => show(entity, gaps, body),
			explain: async (problem) =>
				(problem.code === 'notFound' && missingAt(session, path, parts, gaps, problem)) ||
				lookFirst(await explainRefusal(session, sent, problem), session.domain, subjectOf(gaps)),
		};
	}
	return {
		name,
		displayName,
		description: description.description,
		action,
		api: `${method} ${path}`,
		properties: [...propertiesOf(parts), ...form.properties],
		offers: offersOf(parts, form.offers),
		run: (session, items) => writeItems(session, items, (item) => prepare(session, item), send),
	};
}

/** Creates entities, many items in few requests. */
export const createOperation = (
	entity: Entity,
	form: Form,
	send: Sending = inBatches(),
): AccountOperation =>
	writeOperation({
		name: 'create',
		displayName: 'Create',
		description: `Create a new ${entity.singular}`,
		action: `Create ${withArticle(entity.singular)}`,
		method: 'POST',
		path: entity.path,
		collection: entity.collection,
		parts: entity.parents,
		form,
		send,
		makes: entity.plural,
		show: (made) => plain(isEmpty(made) ? idOnly(made) : made),
	});

const changing = ({ singular }: Entity) => ({
	name: 'update',
	displayName: 'Update',
	description: `Change fields of an existing ${singular}`,
	action: `Update ${withArticle(singular)}`,
	method: 'PATCH' as const,
});

/** Updates entities, many items in few requests; what is not given stays as it is. */
export const updateOperation = (
	entity: Entity,
	form: Form,
	send: Sending = inBatches(),
): AccountOperation =>
	writeOperation({
		...changing(entity),
		path: entity.path,
		collection: entity.collection,
		parts: [...(entity.parents ?? []), ownPart(entity)],
		form,
		send,
		also: ({ id }) => ({ id }),
	});

/** Updates entities of a kind that amoCRM changes only one by one, at the address of each. */
export const updateOneOperation = (entity: Entity, form: Form): AccountOperation =>
	writeOperation({
		...changing(entity),
		path: `${entity.path}/{id}`,
		parts: [...(entity.parents ?? []), ownPart(entity)],
		form,
		show: (changed, { id }) => (isEmpty(changed) ? { id } : plain(changed)),
	});

/** Deletes entities, each at its own address. */
export const deleteOperation = (entity: Entity): AccountOperation =>
	writeOperation({
		name: 'delete',
		displayName: 'Delete',
		description: `Delete ${withArticle(entity.singular)} for good`,
		action: `Delete ${withArticle(entity.singular)}`,
		method: 'DELETE',
		path: `${entity.path}/{id}`,
		parts: [...(entity.parents ?? []), ownPart(entity)],
		show: (_answer, { id }) => ({ deleted: true, id }),
	});
