import type { IDataObject, INodeListSearchResult } from 'n8n-workflow';

import { MAX_PAGE_SIZE, readPages, type ListPage } from '../../shared/transport/pages';
import type { AccountSession } from '../../shared/account/session';
import { includesText, listInEditor } from '../../shared/editor/inEditor';
import { searchInstalledAccounts } from '../../shared/editor/installedAccounts';
import { type Entity, searchMethod, fill, pageUrl, type Gaps } from '../factories/entity';
import { requireKommo } from '../factories/platform';
import { resources } from '../resources';
import { editorSession } from '../../shared/editor/session';

const PAGE_SIZE = 50;

type Results = INodeListSearchResult['results'];

interface ListPlace {
	session: AccountSession;
	entity: Entity;
	path: string;
	collection: string;
}

const toResults = ({ session, entity }: ListPlace, found: IDataObject[]): Results =>
	found.map((one) => {
		const id = String(one[entity.key ?? 'id']);
		const url = pageUrl(entity, session.domain, id);
		return {
			name: String((entity.label ? entity.label(one) : one.name) || id),
			value: id,
			...(url ? { url } : {}),
		};
	});

/** Where amoCRM looks for the text: a page at a time, with the latest change first. */
async function askForText(
	place: ListPlace,
	{ latestFirst }: NonNullable<Entity['search']>,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const page = Number(paginationToken ?? 1);
	const order = latestFirst ? { [`order[${latestFirst}]`]: 'desc' } : {};
	const answer = await place.session.request<ListPage>({
		method: 'GET',
		path: place.path,
		query: { page, limit: PAGE_SIZE, query: filter, ...order, ...place.entity.listQuery },
	});
	return {
		results: toResults(place, answer?._embedded?.[place.collection] ?? []),
		paginationToken: answer?._links?.next ? String(page + 1) : undefined,
	};
}

/** Enough for lists that nobody can search otherwise. */
const MOST_TO_LOOK_THROUGH = 4 * MAX_PAGE_SIZE;

/** Where amoCRM cannot look for a text, the node looks through the list. */
async function lookThrough(place: ListPlace, filter?: string): Promise<INodeListSearchResult> {
	const { session, entity, path, collection } = place;
	const call = { path, query: entity.listQuery, pageSize: entity.pageSize };
	const all = await readPages(session, call, collection, MOST_TO_LOOK_THROUGH);
	return {
		results: toResults(place, all).filter(({ name }) => includesText(name, filter)),
	};
}

/** The list of a kind of entity, below what the person has chosen as its parents. */
const searchOf = (entity: Entity) =>
	listInEditor(async (functions, filter?: string, paginationToken?: string) => {
		const session = await editorSession(functions);
		if (entity.listedBy === 'kommo') requireKommo(session, `List of ${entity.plural}`);
		const gaps: Gaps = Object.fromEntries(
			(entity.parents ?? []).map(({ gap, name, read }) => [
				gap,
				read(functions.getCurrentNodeParameter(name)),
			]),
		);
		const place: ListPlace = {
			session,
			entity,
			path: fill(entity.path, gaps),
			collection: fill(entity.collection, gaps),
		};
		return entity.search
			? await askForText(place, entity.search, filter, paginationToken)
			: await lookThrough(place, filter);
	});

const entities = resources.flatMap(({ operations }) =>
	operations.flatMap(({ offers }) => offers?.entities ?? []),
);

/** One method for each kind of entity that some parameter chooses from. */
export const listSearch = {
	searchInstalledAccounts,
	...Object.fromEntries(entities.map((entity) => [searchMethod(entity), searchOf(entity)])),
};
