import { difference, get, isEqual, sortBy, union } from 'lodash';

import { hasNext, isEntity, listIn, type Answer, type Entity } from './ask';
import { keptOf } from './kept';
import type { Listed, Question } from './plan';
import type { Call } from './ask';
import {
	countOf,
	objectsAround,
	Observer,
	typesAt,
	type Shape,
	type Vocabulary,
	type Zone,
} from './shape';

/** One way in which the account and the emulator differ. It holds words of amoCRM's and ours, and nothing else. */
export interface Difference {
	/** `GET /api/v4/leads/{id}` */
	read: string;
	what: What;
	/** A path in the answer, or the name of a header; empty for the answer as a whole. */
	where: string;
	account: string;
	emulator: string;
	/** Of what calls it was seen. */
	asks: string[];
	/** Page of the documentation. */
	page: string;
}

export type What =
	| 'status'
	| 'header'
	| 'key'
	| 'type'
	| 'entities found'
	| 'order'
	| 'entities on a page'
	| 'another page'
	| 'page number'
	| 'link to the next page'
	| 'total'
	| 'delivery';

type Found = Pick<Difference, 'what' | 'where' | 'account' | 'emulator'>;

export interface Eyes {
	words: Vocabulary;
	zone: Zone;
}

const HEADER_VALUES = [
	'application/hal+json',
	'application/problem+json',
	'application/json',
	'text/html',
	'text/plain',
	'application/x-www-form-urlencoded',
];

/** A header as it may be told of. */
export function headerOf({ headers }: Answer, name: string): string {
	const value = headers[name];
	if (value === undefined) return 'none';
	if (name !== 'content-type') return 'there';
	const type = value.split(';')[0].trim().toLowerCase();
	return HEADER_VALUES.includes(type) ? type : 'another';
}

const HEADERS = ['content-type', 'retry-after', 'location'];

const headers = (account: Answer, emulator: Answer): Found[] =>
	HEADERS.map((where) => ({
		what: 'header' as const,
		where,
		account: headerOf(account, where),
		emulator: headerOf(emulator, where),
	})).filter((found) => found.account !== found.emulator);

type Presence = 'never' | 'sometimes' | 'always';

export function presence(shape: Shape, path: string): Presence {
	const count = countOf(shape.get(path));
	if (count === 0) return 'never';
	return count < objectsAround(shape, path) ? 'sometimes' : 'always';
}

const isKey = (path: string): boolean => /(^|\.)[^.[\]]+$/.test(path);

const isBelow = (path: string, others: string[]): boolean =>
	others.some((other) => path.startsWith(`${other}.`) || path.startsWith(`${other}[`));

/** What only the number of entities decides. */
const PAGE_LINKS = /^_links\.(next|first|prev|last)\b/;

/** Of pages, it is told in words of its own. */
const NEXT_LINK = /^_links\.next\b/;

/** Where both sides have the same entities, they must show the same. */
export function exactShapes(account: Shape, emulator: Shape): Found[] {
	const paths = sortBy(union([...account.keys()], [...emulator.keys()]), (path) => path.length);
	const told: string[] = [];
	const found: Found[] = [];
	const tell = (one: Found) => {
		told.push(one.where);
		found.push(one);
	};
	for (const where of paths) {
		if (isBelow(where, told)) continue;
		if (isKey(where)) {
			const [mine, its] = [presence(account, where), presence(emulator, where)];
			const isComparable = objectsAround(account, where) > 0 && objectsAround(emulator, where) > 0;
			if (mine !== its && isComparable) {
				tell({ what: 'key', where, account: mine, emulator: its });
				continue;
			}
		}
		const [mine, its] = [typesAt(account, where), typesAt(emulator, where)];
		if (mine.length === 0 || its.length === 0 || isEqual(mine, its)) continue;
		tell({ what: 'type', where, account: mine.join(', '), emulator: its.join(', ') });
	}
	return found;
}

/** Where the account has other entities than the emulator, it must show nothing that the emulator never shows. */
function looseShapes(account: Shape, emulator: Shape[], isPaged: boolean): Found[] {
	const told: string[] = [];
	const found: Found[] = [];
	const tell = (one: Found) => {
		told.push(one.where);
		found.push(one);
	};
	for (const where of sortBy([...account.keys()], (path) => path.length)) {
		if (isBelow(where, told) || (isPaged ? NEXT_LINK : PAGE_LINKS).test(where)) continue;
		const known = union(...emulator.map((shape) => typesAt(shape, where)));
		const mine = typesAt(account, where);
		const isNew = isKey(where) && known.length === 0;
		if (isNew && emulator.some((shape) => objectsAround(shape, where) > 0)) {
			tell({ what: 'key', where, account: presence(account, where), emulator: 'never' });
		} else if (known.length > 0 && difference(mine, known).length > 0) {
			const strange = difference(mine, known).join(', ');
			tell({ what: 'type', where, account: strange, emulator: known.sort().join(', ') });
		}
	}
	for (const where of emulator[0].keys()) {
		if (!isKey(where) || isBelow(where, told) || PAGE_LINKS.test(where)) continue;
		const isAlways = emulator.every((shape) => ['always'].includes(presence(shape, where)));
		const isGone = presence(account, where) === 'never' && objectsAround(account, where) > 0;
		if (isAlways && isGone) tell({ what: 'key', where, account: 'never', emulator: 'always' });
	}
	return found;
}

const idsOf = (entities: Entity[], key: string) => new Set(entities.map((one) => String(one[key])));

/** Which entities came. */
function entitiesFound(listed: Listed, account: Entity[], emulator: Entity[]): Found[] {
	const { id = 'id' } = keptOf(listed.operation);
	if (![...account, ...emulator].every((entity) => id in entity)) return [];
	const [mine, its] = [idsOf(account, id), idsOf(emulator, id)];
	const others = [...mine].filter((one) => !its.has(one)).length > 0;
	const misses = [...its].filter((one) => !mine.has(one)).length > 0;
	if (!others && !misses) return [];
	const words = [
		...(others ? ['finds what the emulator does not find'] : []),
		...(misses ? ['does not find what the emulator finds'] : []),
	];
	return [
		{
			what: 'entities found',
			where: '',
			account: words.join(', '),
			emulator: 'keeps to what was asked',
		},
	];
}

export function isInOrder(
	entities: Entity[],
	{ by, direction }: NonNullable<Question['order']>,
): boolean {
	const values = entities.map((entity) => Number(entity[by]));
	const sign = direction === 'asc' ? 1 : -1;
	return values.every((value, index) => index === 0 || (value - values[index - 1]) * sign >= 0);
}

const yesNo = (value: boolean) => (value ? 'yes' : 'no');

const compared = (what: What, account: unknown, emulator: unknown): Found[] =>
	isEqual(account, emulator)
		? []
		: [{ what, where: '', account: String(account), emulator: String(emulator) }];

const totalIn = ({ body }: Answer): unknown => (isEntity(body) ? body._total_items : undefined);

/** Whether something came. */
export const arrival = (one: unknown): string => (one === undefined ? 'did not come' : 'came');

/** What differs where both have something; where one has nothing, that. */
export const ifBothCame = <T>(
	account: T | undefined,
	emulator: T | undefined,
	differences: (account: T, emulator: T) => Found[],
): Found[] =>
	account !== undefined && emulator !== undefined
		? differences(account, emulator)
		: compared('delivery', arrival(account), arrival(emulator));

/** Numbers of an account may tell something of it. */
function totals(account: Answer, emulator: Answer): Found[] {
	const [mine, its] = [totalIn(account), totalIn(emulator)];
	if (typeof mine !== 'number' || typeof its !== 'number' || mine === its) return [];
	return compared('total', mine > its ? 'more' : 'fewer', 'as many as there are');
}

const askedAs = (call: Call, name: string) => call.query?.[name];

/** Which page an answer says that it is. */
export function pageNumber(call: Call, { body }: Answer): string {
	const number = isEntity(body) ? body._page : undefined;
	if (number === undefined) return 'none';
	return String(number) === (askedAs(call, 'page') ?? '1') ? 'as was asked' : 'otherwise';
}

/** Whether the link to the next page asks for it, and for the rest as it was asked. */
export function nextLink(call: Call, { body }: Answer): string {
	const href = get(body, ['_links', 'next', 'href']) as unknown;
	if (href === undefined) return 'none';
	const query = URL.canParse(String(href)) ? new URL(String(href)).searchParams : undefined;
	const limit = askedAs(call, 'limit');
	const isNext = query?.get('page') === String(Number(askedAs(call, 'page') ?? 1) + 1);
	const isSame = limit === undefined || query?.get('limit') === limit;
	return isNext && isSame ? 'leads there' : 'leads elsewhere';
}

/** How a list goes on. */
function turning({ call }: Question, account: Answer, emulator: Answer): Found[] {
	const more = compared('another page', yesNo(hasNext(account)), yesNo(hasNext(emulator)));
	if (more.length > 0) return more;
	return [
		...compared('page number', pageNumber(call, account), pageNumber(call, emulator)),
		...compared('link to the next page', nextLink(call, account), nextLink(call, emulator)),
	];
}

function lists(listed: Listed, question: Question, account: Answer, emulator: Answer): Found[] {
	const [mine, its] = [listIn(account)?.entities ?? [], listIn(emulator)?.entities ?? []];
	const { isExact, isPaged, isPart, order } = question;
	if (!isExact) return [];
	const size = (length: number) => (length > its.length ? 'more' : 'fewer');
	return [
		...(isPaged ? [] : entitiesFound(listed, mine, its)),
		...(isPaged && mine.length !== its.length
			? compared('entities on a page', size(mine.length), 'as many as were asked for')
			: []),
		...(isPaged ? turning(question, account, emulator) : []),
		...(order
			? compared(
					'order',
					isInOrder(mine, order) ? 'kept' : 'not kept',
					isInOrder(its, order) ? 'kept' : 'not kept',
				)
			: []),
		...(isPart ? [] : totals(account, emulator)),
	];
}

/** Where a call went, without what only the account knows. */
export function readOf({ operation, gaps }: Listed, { path, method }: Call): string {
	const list = operation.path.replace(/\{(\w+)\}/g, (whole, gap: string) =>
		/^[a-z_/]+$/.test(gaps[gap] ?? '0') ? gaps[gap] : whole,
	);
	const base = operation.path.split('/').length;
	const extra = gaps.entity?.split('/').length ?? 1;
	const customers = gaps.customers?.split('/').length ?? 1;
	const isOne = path.split('/').length > base + extra - 1 + customers - 1;
	return `${method} ${list}${isOne ? '/{id}' : ''}`;
}

/** Two answers about the same, which must be alike in everything but ids. */
export function compareAnswers(eyes: Eyes, account: Answer, emulator: Answer): Found[] {
	if (account.status !== emulator.status)
		return compared('status', account.status, emulator.status);
	const shapeOf = ({ body }: Answer) => new Observer(eyes.words, eyes.zone).see(body).shape;
	return [...headers(account, emulator), ...exactShapes(shapeOf(account), shapeOf(emulator))];
}

/**
 * @param lore what the emulator shows of such entities in its own sample account
 */
export function compare(
	eyes: Eyes,
	listed: Listed,
	question: Question,
	account: Answer,
	emulator: Answer,
	lore: Shape,
): Difference[] {
	const { call, asks, isExact, isPaged = false } = question;
	const shapeOf = ({ body }: Answer) => new Observer(eyes.words, eyes.zone).see(body).shape;
	const differ = (): Found[] => {
		if (account.status !== emulator.status) {
			return compared('status', account.status, emulator.status);
		}
		const [mine, its] = [shapeOf(account), shapeOf(emulator)];
		const facts = lists(listed, question, account, emulator);
		const areSame = !facts.some(({ what }) => what.startsWith('entities'));
		const shapes =
			isExact && !isPaged && areSame
				? exactShapes(mine, its)
				: looseShapes(mine, [its, lore], isPaged);
		return [...headers(account, emulator), ...shapes, ...facts];
	};
	const read = readOf(listed, call);
	const { page } = keptOf(listed.operation);
	return differ().map((found) => ({ read, ...found, asks: [asks], page }));
}

/** Each once, with all calls in which it was seen. */
export function merged(differences: Difference[]): Difference[] {
	const byText = new Map<string, Difference>();
	for (const one of differences) {
		const key = [one.read, one.what, one.where, one.account, one.emulator].join('|');
		const known = byText.get(key);
		if (known) known.asks = union(known.asks, one.asks);
		else byText.set(key, { ...one });
	}
	return [...byText.values()];
}
