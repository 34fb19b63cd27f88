import type { IDataObject, INodeListSearchResult } from 'n8n-workflow';

import { MAX_PAGE_SIZE, readPages, type ListPage } from '../../shared/transport/pages';
import type { AccountSession } from '../../shared/account/session';
import { includesText, listInEditor } from '../../shared/editor/inEditor';
import { searchInstalledAccounts } from '../../shared/editor/installedAccounts';
import { type Entity, searchMethod, fill, type Gaps } from '../factories/entity';
import { requireKommo } from '../factories/platform';
import { resources } from '../resources';
import { editorSession } from '../../shared/editor/session';

const PAGE_SIZE = 50;

type Results = INodeListSearchResult['results'];

interface Shelf {
	session: AccountSession;
	entity: Entity;
	path: string;
	collection: string;
}

const toResults = ({ session, entity }: Shelf, found: IDataObject[]): Results =>
	found.map((one) => {
		const id = String(one[entity.key ?? 'id']);
		return {
			name: String((entity.label ? entity.label(one) : one.name) || id),
			value: id,
			...(entity.page ? { url: `https://${session.domain}${entity.page}${id}` } : {}),
		};
	});

/** Where amoCRM looks for the text: a page at a time, with the latest change first. */
async function askForText(
	shelf: Shelf,
	{ latestFirst }: NonNullable<Entity['search']>,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const page = Number(paginationToken ?? 1);
	const order = latestFirst ? { [`order[${latestFirst}]`]: 'desc' } : {};
	const answer = await shelf.session.request<ListPage>({
		method: 'GET',
		path: shelf.path,
		query: { page, limit: PAGE_SIZE, query: filter, ...order, ...shelf.entity.listQuery },
	});
	return {
		results: toResults(shelf, answer?._embedded?.[shelf.collection] ?? []),
		paginationToken: answer?._links?.next ? String(page + 1) : undefined,
	};
}

/** Enough for lists that nobody can search otherwise. */
const MOST_TO_LOOK_THROUGH = 4 * MAX_PAGE_SIZE;

/** Where amoCRM cannot look for a text, the node looks through the list. */
async function lookThrough(shelf: Shelf, filter?: string): Promise<INodeListSearchResult> {
	const { session, entity, path, collection } = shelf;
	const call = { path, query: entity.listQuery, pageSize: entity.pageSize };
	const all = await readPages(session, call, collection, MOST_TO_LOOK_THROUGH);
	return {
		results: toResults(shelf, all).filter(({ name }) => includesText(name, filter)),
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
		const shelf: Shelf = {
			session,
			entity,
			path: fill(entity.path, gaps),
			collection: fill(entity.collection, gaps),
		};
		return entity.search
			? await askForText(shelf, entity.search, filter, paginationToken)
			: await lookThrough(shelf, filter);
	});

const entities = resources.flatMap(({ operations }) =>
	operations.flatMap(({ offers }) => offers?.entities ?? []),
);

/** One method for each kind of entity that some parameter chooses from. */
export const listSearch = {
	searchInstalledAccounts,
	...Object.fromEntries(entities.map((entity) => [searchMethod(entity), searchOf(entity)])),
};
