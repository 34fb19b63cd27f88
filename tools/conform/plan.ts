import { sortBy } from 'lodash';

import { hasNext, listIn, type Answer, type Ask, type Call, type Entity, type Query } from './ask';
import { fieldFilters, filterFor } from './filters';
import { keptOf, ORDER } from './kept';
import { readOperations, type ReadOperation } from './operations';

/** How much of a list is read: enough to see its kinds, little enough to be named in one address. */
const SAMPLE = 25;

/** A list at one place of the account: `/api/v4/contacts/notes`. */
export interface Listed {
	operation: ReadOperation;
	path: string;
	gaps: Record<string, string>;
	key?: string;
	entities: Entity[];
	trash: Entity[];
	/** The account has no more of it than was read. */
	isWhole: boolean;
	/** What was asked, and what came. */
	asked: Asked[];
}

export interface Question {
	call: Call;
	/** What is special about the call, in words of amoCRM's and ours: `filter[id][]`. */
	asks: string;
	/** The list is kept to entities that the emulator holds too. */
	isExact: boolean;
	/** Of its pages. */
	isPaged?: boolean;
	/** The account may hold more than the emulator. */
	isPart?: boolean;
	/** `order[id]=asc` */
	order?: { by: string; direction: 'asc' | 'desc' };
}

export interface Asked extends Question {
	answer: Answer;
}

/** What was found so far, by path. */
export type Found = Map<string, Listed>;

const OWNERS = ['leads', 'contacts', 'companies', 'customers', 'customers/segments'];

const idsAt = (found: Found, path: string, most: number): string[] => {
	const listed = found.get(path);
	const key = listed ? (keptOf(listed.operation).id ?? 'id') : 'id';
	return (listed?.entities ?? []).slice(0, most).map((entity) => String(entity[key]));
};

const API = '/api/v4';

/** What fills a gap of a path. */
const GAPS: Record<string, (found: Found, gaps: Record<string, string>) => string[]> = {
	entity: (found) => [
		...OWNERS,
		...idsAt(found, `${API}/catalogs`, 4).map((id) => `catalogs/${id}`),
	],
	card: (found, { cardType }) => idsAt(found, `${API}/${cardType}`, 2),
	pipeline: (found) => idsAt(found, `${API}/leads/pipelines`, 3),
	catalog: (found) => idsAt(found, `${API}/catalogs`, 4),
	talk: (found) => idsAt(found, `${API}/talks`, 1),
	file: (found) => idsAt(found, '/v1.0/files', 2),
	customers: (found) => [
		'customers',
		...idsAt(found, `${API}/customers`, 1).map((id) => `customers/${id}`),
	],
};

const filled = (path: string, gaps: Record<string, string>): string =>
	path.replace(/\{(\w+)\}/g, (whole, gap: string) => gaps[gap] ?? whole);

/** Every way to fill the gaps of a path. */
function ways({ path, choices }: ReadOperation, found: Found): Array<Record<string, string>> {
	const gaps = [...path.matchAll(/\{(\w+)\}/g)].map(([, gap]) => gap);
	return gaps.reduce<Array<Record<string, string>>>(
		(all, gap) =>
			all.flatMap((known) => {
				const given = choices[gap] ?? [];
				const values = given.length > 0 ? given : (GAPS[gap]?.(found, known) ?? []);
				return values.map((value) => ({ ...known, [gap]: value }));
			}),
		[{}],
	);
}

const TRASH = 'only_deleted';

const includesOf = ({ includes }: ReadOperation) => includes.filter((one) => one !== TRASH);

const withAll = (operation: ReadOperation): Query => {
	const all = includesOf(operation);
	return all.length > 0 ? { with: all.join(',') } : {};
};

const isList = ({ resource, name }: ReadOperation) => name !== 'get' || resource === 'account';

/** What is read of a list first. */
async function survey(
	ask: Ask,
	operation: ReadOperation,
	gaps: Record<string, string>,
	found: Found,
): Promise<Listed | undefined> {
	const path = filled(operation.path, gaps);
	const { isWhole, needs } = keptOf(operation);
	const ids = needs ? idsAt(found, needs.of, 5) : [];
	if (needs && ids.length === 0) return undefined;
	const base: Query = {
		...(isWhole ? {} : { limit: String(SAMPLE) }),
		...(needs ? { [needs.query]: ids } : {}),
	};
	const listed: Listed = {
		operation,
		path,
		gaps,
		entities: [],
		trash: [],
		isWhole: true,
		asked: [],
	};
	const read = async (query: Query, asks: string) => {
		const call: Call = { method: 'GET', path, query: { ...base, ...query } };
		const answer = await ask(call);
		listed.isWhole &&= !hasNext(answer);
		listed.asked.push({ call, asks, answer, isExact: true });
		const list = listIn(answer);
		listed.key ??= list?.key;
		return list?.entities ?? [];
	};
	const all = withAll(operation);
	listed.entities = await read(all, 'with' in all ? 'with everything' : 'everything');
	const isRefused = listed.asked[0].answer.status >= 400;
	if (isRefused && 'with' in all) listed.entities = await read({}, 'without with');
	if (operation.includes.includes(TRASH))
		listed.trash = await read({ with: TRASH }, `with=${TRASH}`);
	for (const one of listed.asked) one.isExact = listed.isWhole;
	return listed;
}

/** The lists of an account, one after another: what one holds, others are asked with. */
export async function* surveyAll(
	ask: Ask,
	found: Found,
	isLeftOut: (path: string) => boolean = () => false,
): AsyncGenerator<Listed> {
	const operations = (await readOperations()).filter(isList);
	for (const operation of sortBy(operations, ({ resource }) => ORDER.indexOf(resource))) {
		for (const gaps of ways(operation, found)) {
			if (isLeftOut(filled(operation.path, gaps))) continue;
			const listed = await survey(ask, operation, gaps, found);
			if (!listed) continue;
			found.set(listed.path, listed);
			yield listed;
		}
	}
}

/** No account has come so far. */
const NO_ID = '2147483647';
const NO_UUID = '00000000-0000-4000-8000-000000000000';
const FAR_PAGE = '1000';

const CARDS = ['lead', 'contact', 'company', 'customer'];

/** @param areCardsFiltered whether the account filters leads, contacts, companies and customers */
function narrowing({ operation, entities, isWhole }: Listed, areCardsFiltered: boolean): Query {
	const { narrow, id = 'id' } = keptOf(operation);
	const isOpen = CARDS.includes(operation.resource) && !areCardsFiltered;
	if (isWhole || !narrow || isOpen || operation.name !== 'getAll') return {};
	return { [narrow]: entities.map((entity) => String(entity[id])) };
}

/** Everything else that a list can be asked. */
function listQuestions(listed: Listed, areCardsFiltered: boolean): Question[] {
	const { operation, path, entities, isWhole: isComplete } = listed;
	const { isWhole, needs } = keptOf(operation);
	const narrow = narrowing(listed, areCardsFiltered);
	const isExact = isComplete || Object.keys(narrow).length > 0;
	const ask = (asks: string, query: Query, more: Partial<Question> = {}): Question => ({
		call: {
			method: 'GET',
			path,
			query: { ...(isWhole ? {} : { limit: String(SAMPLE) }), ...narrow, ...query },
		},
		asks,
		isExact,
		...more,
	});
	const filters = operation.filters.flatMap((filter) => {
		const query = operation.name === 'getAll' ? filterFor(filter, entities) : filter;
		return query ? [ask(Object.keys(filter).join(', '), query)] : [];
	});
	if (needs) return filters;
	return [
		...(isWhole
			? []
			: [
					ask('page 1 of 2', { limit: '2', page: '1' }, { isPaged: true }),
					ask('page 2 of 2', { limit: '2', page: '2' }, { isPaged: true }),
					// In a long list there may be something even there.
					...(isExact ? [ask('a page far behind the last', { page: FAR_PAGE })] : []),
				]),
		...(operation.includes.length > 0 ? [ask('without with', {})] : []),
		...includesOf(operation).map((one) => ask(`with=${one}`, { with: one })),
		...operation.orders.flatMap((by) =>
			(['asc', 'desc'] as const).map((direction) =>
				ask(
					`order[${by}]=${direction}`,
					{ [`order[${by}]`]: direction },
					{
						order: { by, direction },
					},
				),
			),
		),
		...filters,
		...(CARDS.includes(operation.resource)
			? fieldFilters(entities).map(({ type, query }) =>
					ask(`filter[custom_fields_values] of the type ${type}`, query),
				)
			: []),
	];
}

/** One entity by its id, and one that is not there. */
function oneQuestions({ path, entities }: Listed, get: ReadOperation): Question[] {
	const { id = 'id' } = keptOf(get);
	const isText = entities.some((entity) => typeof entity[id] === 'string');
	const ask = (asks: string, one: unknown, query: Query = {}): Question => ({
		call: { method: 'GET', path: `${path}/${encodeURIComponent(String(one))}`, query },
		asks,
		isExact: true,
	});
	return [
		...entities.slice(0, 2).map((entity) => ask('one by its id', entity[id])),
		...(get.includes.length > 0
			? entities.slice(0, 1).map((entity) => ask('one with everything', entity[id], withAll(get)))
			: []),
		ask('an id that is not there', isText ? NO_UUID : NO_ID),
	];
}

/** What is asked of the account beside its survey. */
export async function questionsFor(listed: Listed, areCardsFiltered: boolean): Promise<Question[]> {
	const { operation } = listed;
	const get = (await readOperations()).find(
		({ resource, name, path }) =>
			operation.name === 'getAll' &&
			resource === operation.resource &&
			name === 'get' &&
			filled(path, listed.gaps) === `${listed.path}/{id}`,
	);
	return [...listQuestions(listed, areCardsFiltered), ...(get ? oneQuestions(listed, get) : [])];
}
