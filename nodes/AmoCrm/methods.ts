import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import type { AccountLocator, AccountSession } from '../shared/account/session';
import {
	chosenIn,
	editorSession,
	fieldsInEditor,
	includesText,
	listInEditor,
	lookupMethods,
	searchInstalledAccounts,
} from '../shared/editor/inEditor';
import { type ListPage, MAX_PAGE_SIZE, readPages } from '../shared/transport/pages';
import { type Entity, fill, type Gaps, pageUrl, searchMethod } from './factories/entity';
import { requireKommo } from './factories/platform';
import { resources } from './resources';

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

export const loadOptions = lookupMethods(
	resources.flatMap(({ operations }) => operations.flatMap(({ offers }) => offers?.lookups ?? [])),
);

/**
 * The account named by an expression is known only when the workflow runs. The form then offers what every
 * account has, so that one workflow can serve all of them.
 */
function isNamedLater(functions: ILoadOptionsFunctions): boolean {
	if (functions.getCurrentNodeParameter('authentication') !== 'installedAccount') return false;
	const account = functions.getCurrentNodeParameter('account') as
		Partial<AccountLocator> | undefined;
	const value = String(account?.value ?? '');
	return account?.mode !== 'list' && (value === '' || value.startsWith('='));
}

const mappers = resources.flatMap(({ operations }) =>
	operations.flatMap(({ offers }) => offers?.mappers ?? []),
);

/** One method for each typed form. */
export const resourceMapping = Object.fromEntries(
	mappers.map(({ method, load }) => [
		method,
		fieldsInEditor(async (functions) => {
			const session = isNamedLater(functions) ? undefined : await editorSession(functions);
			return await load(session, chosenIn(functions));
		}),
	]),
);
