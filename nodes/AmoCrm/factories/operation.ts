import type { IBinaryKeyData, IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { AccountSession } from '../../shared/account/session';
import { settle } from '../../shared/settle';
import type { Lookup, Mapper } from '../../shared/editor/lookup';
import { mapParallel } from '../../shared/mapParallel';
import { hasCode, type AmoCrmProblem, type ProblemCode } from '../../shared/problem';
import type { Ending } from '../../shared/transport/client';
import type { Entity, Part } from './entity';
import type { ParameterReader } from './input';

/** One input item as operations see it. */
export interface Item extends ParameterReader {
	index: number;
	json: IDataObject;
	/** Names of the files that come with it. */
	binaryFields?: string[];
	/** The workflow's time zone: what a moment without an offset means. */
	zone: string;
	/** Of a node of version 1.1 or newer: what comes out is made for people, and a task takes its card by a locator. */
	isReadable?: boolean;
	/** Of a node that stops at its first problem. */
	ending?: Ending;
}

/** What an operation made of one input item; `binary` goes with each of the output. */
export type Result = { output: IDataObject[]; binary?: IBinaryKeyData } | { problem: unknown };

/** What a group of items acts on: one account, or the integration. */
export interface Target {
	/** The same for items that can share requests. */
	readonly key: string;
}

/** Lists that parameters of an operation offer in the editor. */
export interface Offers {
	entities?: Entity[];
	lookups?: Lookup[];
	mappers?: Mapper[];
}

/** One operation: what the editor shows and what is done with the items. */
export interface Operation<T extends Target> {
	/** n8n's word: `create`, `get`, `getAll`, `update`. */
	name: string;
	displayName: string;
	description: string;
	/** How n8n's node panel calls it: `Create a lead`. */
	action: string;
	/** What it asks amoCRM's API: `POST /api/v4/leads`. */
	api?: string;
	/** Its input says in which installed account it acts: the node does not ask. */
	findsAccount?: boolean;
	properties: INodeProperties[];
	offers?: Offers;
	/** Handles all items of one target; gives one result per item, in their order, none for those that were left out. */
	run(target: T, items: Item[], functions: IExecuteFunctions): Promise<Result[]>;
}

/** An operation in one account, which always says what it asks amoCRM. */
export interface AccountOperation extends Operation<AccountSession> {
	api: string;
}

/** The same operation with a clearer problem than amoCRM's where one has this code. */
export const explaining = (
	operation: AccountOperation,
	code: ProblemCode,
	explain: (problem: AmoCrmProblem, session: AccountSession) => AmoCrmProblem,
): AccountOperation => ({
	...operation,
	run: async (session, items, functions) =>
		(await operation.run(session, items, functions)).map((result) =>
			'problem' in result && hasCode(result.problem, code)
				? { problem: explain(result.problem, session) }
				: result,
		),
});

/** The result of one item; an error becomes its problem. */
async function resultOf(work: Promise<Result>): Promise<Result> {
	const done = await settle(work);
	return done.ok ? done.value : { problem: done.error };
}

/** Handles items one after another, in their order, up to the problem that ends the run. */
export async function eachItem(
	items: Item[],
	work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
	const results: Result[] = [];
	for (const item of items) {
		if (item.ending?.isOver) break;
		const result = await resultOf(work(item));
		if ('problem' in result && item.ending) item.ending.isOver = true;
		results.push(result);
	}
	return results;
}

/** The same for work that makes no files. */
export const perItem = (
	items: Item[],
	work: (item: Item) => Promise<IDataObject[]>,
): Promise<Result[]> => eachItem(items, async (item) => ({ output: await work(item) }));

/** Reads for several items at once: reading changes nothing. */
export const readEach = (
	items: Item[],
	read: (item: Item) => Promise<IDataObject[]>,
): Promise<Result[]> =>
	mapParallel(items, async (item) => await resultOf(read(item).then((output) => ({ output }))));

interface Offering {
	lookup?: Lookup;
	inner?: Offering[];
}

/** Lists that inputs or filters offer. */
export const lookupsOf = (entries: Offering[]): Lookup[] =>
	entries.flatMap(({ lookup, inner = [] }) => [...(lookup ? [lookup] : []), ...lookupsOf(inner)]);

/** Lists that the parameters of an operation offer. */
export const offersOf = (parts: Part[], others: Offers = {}): Offers => ({
	...others,
	entities: [...parts.flatMap(({ entity }) => entity ?? []), ...(others.entities ?? [])],
	lookups: [...lookupsOf(parts), ...(others.lookups ?? [])],
});
