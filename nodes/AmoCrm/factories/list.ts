import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { orderBy, uniq } from 'lodash';

import type { AccountSession } from '../../shared/account/session';
import { readPages, type ListCall } from '../../shared/transport/pages';
import type { Query } from '../../shared/transport/client';
import type { Criterion } from './filter';
import { orderQuery, type Order } from './listParameters';

/** Shows a hint beside the output once, however many items it concerns. */
export type Tell = (message: string) => void;

export function tellOnce(functions: IExecuteFunctions): Tell {
	const shown = new Set<string>();
	return (message) => {
		if (shown.has(message)) return;
		shown.add(message);
		functions.addExecutionHints({ message, location: 'outputPane' });
	};
}

/** Servers refuse URLs of more than about 8,000 characters. */
const LONGEST_FILTERS = 6_000;

/** The values in portions that fit into a URL. */
function portions(key: string, values: unknown[], most: number, longest: number): unknown[][] {
	const all: unknown[][] = [[]];
	let length = 0;
	for (const value of uniq(values)) {
		const more = encodeURIComponent(`${key}=${String(value)}&`).length;
		const isFull = all[0].length >= most || length + more > longest;
		if (isFull && all[0].length > 0) {
			all.unshift([]);
			length = 0;
		}
		all[0].push(value);
		length += more;
	}
	return all.reverse();
}

/** What a criterion asks for, in several queries if one cannot hold all of its values. */
function questionsOf(
	{ query, maxValues: most = Infinity, isJoined }: Criterion,
	longest: number,
): Query[] {
	let questions: Query[] = [{}];
	for (const [key, value] of Object.entries(query)) {
		const choices = Array.isArray(value)
			? portions(key, value, most, longest).map((some) => (isJoined ? some.join(',') : some))
			: [value];
		questions = questions.flatMap((question) =>
			choices.map((choice) => ({ ...question, [key]: choice as Query[string] })),
		);
	}
	return questions;
}

/** Every query of one criterion with every query of the others. */
const combine = (questions: Query[][]): Query[] =>
	questions.reduce<Query[]>(
		(all, own) => all.flatMap((one) => own.map((other) => ({ ...one, ...other }))),
		[{}],
	);

/** Where a list is. */
export interface ListAddress extends Pick<ListCall, 'path' | 'pageSize' | 'identify'> {
	collection: string;
	/** In sentences: `leads`. */
	plural: string;
	/** A field that never changes, by which the list can be ordered. */
	readBy?: string;
}

/** What to read of it. */
export interface ListRequest {
	/** Beside filters and order. */
	query: Query;
	criteria: Criterion[];
	order?: Order;
	limit: number;
	look?: ListCall['look'];
	show(entity: IDataObject): IDataObject;
}

export const endedEarly = ({ domain }: AccountSession, list: string) =>
	`The account ${domain} ended the list ${list} before its end: amoCRM gives only so many pages. Read it in parts, for example by filters on the time of creation.`;

const filtersIgnored = ({ domain }: AccountSession, { plural }: ListAddress) =>
	`The account ${domain} passes over filters, so the node reads the whole list of ${plural} and filters it itself, which takes longer. In amoCRM filters of leads, contacts, companies and customers are an option that must be bought.`;

type Looking = Pick<ListCall, 'keep' | 'show'>;

/** A list, read by one or several queries. */
class ListReader {
	private readonly stableOrder?: Order;

	constructor(
		private readonly session: AccountSession,
		private readonly address: ListAddress,
		private readonly request: ListRequest,
		private readonly tell: Tell,
	) {
		const { readBy } = address;
		const isWhole = request.limit === Infinity;
		if (isWhole && readBy) this.stableOrder = { by: readBy, direction: 'asc' };
	}

	/** @param isOver whether the remaining queries are of no use */
	async read(questions: Query[], looking: Looking, isOver = () => false): Promise<IDataObject[]> {
		const { order, limit } = this.request;
		const isSplit = questions.length > 1;
		const seen = new Set<unknown>();
		const found: IDataObject[] = [];
		for (const question of questions) {
			// To be put in order, all are needed.
			const isEnough = found.length >= limit && !order;
			if (isOver() || isEnough) break;
			const call = { ...this.call(question), ...looking, seen };
			found.push(...(await readPages(this.session, call, this.address.collection, limit)));
		}
		const wanted = order ?? this.stableOrder;
		if (!wanted || (!isSplit && !(order && this.stableOrder))) return found;
		return orderBy(found, wanted.by, wanted.direction).slice(0, limit);
	}

	private call(question: Query): ListCall {
		const { session, address, request, stableOrder, tell } = this;
		const { path, pageSize, identify } = address;
		return {
			path,
			pageSize,
			identify,
			look: request.look,
			query: { ...request.query, ...question, ...orderQuery(stableOrder ?? request.order) },
			onCutOff: () => tell(endedEarly(session, `of ${address.plural}`)),
		};
	}
}

/**
 * Reads a list as it was asked for. What does not pass the filters is not given, whatever amoCRM returns.
 *
 * A whole list is read in an order that never changes, and sorted afterwards: otherwise an entity that changes
 * meanwhile could move from a later page to one that was read.
 */
export async function readList(
	session: AccountSession,
	address: ListAddress,
	request: ListRequest,
	tell: Tell,
): Promise<IDataObject[]> {
	const { criteria, limit, show } = request;
	const reader = new ListReader(session, address, request, tell);
	const passes = (entity: IDataObject) => criteria.every((one) => one.passes?.(entity) !== false);
	const longest = LONGEST_FILTERS / Math.max(1, criteria.length);
	const questions = criteria.map((criterion) => questionsOf(criterion, longest));

	const notice = criteria.find(({ filteredHere }) => filteredHere)?.filteredHere;
	if (notice) {
		tell(notice);
		return await reader.read(combine(questions), { keep: passes, show });
	}

	let isFiltered = true;
	const judge = (entity: IDataObject) => {
		const isFine = passes(entity);
		isFiltered &&= isFine;
		return isFine;
	};
	const isWhole = limit === Infinity;
	// With a limit, a short page is asked for.
	const looking: Looking = isWhole
		? { keep: judge, show }
		: {
				show: (entity) => {
					judge(entity);
					return show(entity);
				},
			};
	const asked = combine(questions);
	const found = await reader.read(asked, looking, () => !isFiltered);
	if (isFiltered) return found;
	tell(filtersIgnored(session, address));
	if (isWhole && asked.length === 1) return found;
	// An account that ignores filters would answer each query with the whole list.
	const undivided = questions.filter(({ length }) => length === 1);
	return await reader.read(combine(undivided), { keep: passes, show });
}
