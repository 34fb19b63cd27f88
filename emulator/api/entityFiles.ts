import { pick } from 'lodash';
import { stringify } from 'qs';
import type { AccountState } from '../state/account';
import type { Collection, Model } from '../state/collection';
import { readBatch } from './batch';
import { existingFile, must, object } from './checks';
import { nameOf, pathOf, type Place } from './family';
import { wholeNumber } from './filters';
import { accepted, hal, href, noContent, pathId, refuse, type ApiCall, type Endpoint } from './kit';

/** Which files of the drive hang on which cards. amocrm.ru/developers: files/files-api. */
const linksIn = (account: AccountState): Collection => account.collection('files/links');

function cardsWith(account: AccountState, fileUuid: unknown) {
	return linksIn(account)
		.all()
		.filter(({ file_uuid }) => file_uuid === fileUuid)
		.flatMap(({ entity_type: type, entity_id: id }) => {
			const card = account.collection(String(type)).get(id);
			return card ? [{ type, card }] : [];
		});
}

export const linkedNames = (account: AccountState, fileUuid: unknown): unknown[] =>
	cardsWith(account, fileUuid).map(({ card }) => card.name);

/** Cards, and elements of lists, whose addresses leave out that they are elements. */
const OWNERS: Place[] = [
	...['leads', 'contacts', 'companies', 'customers'].map((card) => ({ path: `/${card}` })),
	{ path: '/catalogs/:cid' },
];

const typeOf = (call: ApiCall, owner: Place): string =>
	call.params.cid === undefined ? nameOf(call, owner) : `${nameOf(call, owner)}/elements`;

/** The links of the card that the address names, newest first. */
function linksOf(call: ApiCall, owner: Place): Model[] {
	const type = typeOf(call, owner);
	if (!call.account.collection(type).has(pathId(call))) throw refuse(404, 'Entity not found');
	return linksIn(call.account)
		.all()
		.filter(({ entity_type, entity_id }) => entity_type === type && entity_id === pathId(call))
		.reverse();
}

const MAX_LIMIT = 250;

function list(call: ApiCall, owner: Place) {
	const { limit = '50', before_id: before, ...others } = call.query;
	if (Object.keys(others).length > 0) throw refuse(400, 'Only limit and before_id are supported');
	const most = wholeNumber(limit, 'limit');
	if (most < 1 || most > MAX_LIMIT) throw refuse(400, `limit must be from 1 to ${MAX_LIMIT}`);
	const last = before === undefined ? Infinity : wholeNumber(before, 'before_id');
	const files = linksOf(call, owner)
		.filter(({ id }) => Number(id) < last)
		.slice(0, most)
		.map((link) => pick(link, ['file_uuid', 'id']));
	if (files.length === 0) return noContent();
	const path = `${pathOf(call, owner)}/${pathId(call)}/files?${stringify({ ...call.query, limit })}`;
	return hal({ _links: { self: href(call, path) }, _embedded: { files } });
}

const CHECK = object({ file_uuid: must(existingFile) });

const readUuids = (call: ApiCall): unknown[] =>
	readBatch(call, { check: CHECK, mode: 'update' }).map(({ value }) => value.file_uuid);

function attach(call: ApiCall, owner: Place) {
	const known = linksOf(call, owner);
	for (const file_uuid of new Set(readUuids(call))) {
		if (known.some((link) => link.file_uuid === file_uuid)) continue;
		linksIn(call.account).insert({
			id: call.account.ids.take('entity'),
			file_uuid,
			entity_type: typeOf(call, owner),
			entity_id: pathId(call),
		});
	}
	return accepted();
}

function detach(call: ApiCall, owner: Place) {
	const known = linksOf(call, owner);
	const gone = readUuids(call);
	for (const { id, file_uuid } of known) {
		if (gone.includes(file_uuid)) linksIn(call.account).remove(id);
	}
	return accepted();
}

/** Under the names that version 2 had for its keys. */
function presentCard(type: unknown, card: Model) {
	return {
		...pick(card, ['id', 'name', 'created_by', 'updated_by', 'closest_task_at']),
		...(type === 'leads' ? pick(card, ['price', 'pipeline_id', 'status_id']) : {}),
		entity_type: type,
		main_user_id: card.responsible_user_id,
		date_create: card.created_at,
		date_update: card.updated_at,
	};
}

function listCards({ account, params }: ApiCall) {
	if (!account.collection('files').has(params.uuid)) throw refuse(404, 'File not found');
	const entities = cardsWith(account, params.uuid).map(({ type, card }) => presentCard(type, card));
	return hal({ file_uuid: params.uuid, entities });
}

const scope = 'files';

export const entityFileEndpoints: Endpoint[] = [
	...OWNERS.flatMap((owner): Endpoint[] => {
		const path = `${owner.path}/:id/files`;
		return [
			{ method: 'GET', path, scope, run: (call) => list(call, owner) },
			{ method: 'PUT', path, scope, run: (call) => attach(call, owner) },
			{ method: 'DELETE', path, scope, run: (call) => detach(call, owner) },
		];
	}),
	{ method: 'GET', path: '/files/:uuid*/links', scope, run: listCards },
];
