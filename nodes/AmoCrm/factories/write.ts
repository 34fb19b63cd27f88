import { groupBy, isEmpty, omit, sortBy } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import type { AccountSession } from '../../shared/account/session';
import { settle, settleProblem } from '../../shared/settle';
import { yieldToOthers } from '../../shared/yieldToOthers';
import { AmoCrmProblem } from '../../shared/problem';
import { mapParallel } from '../../shared/mapParallel';
import {
	MAX_BATCH_SIZE,
	writeBatches,
	type BatchCall,
	type Outcome,
} from '../../shared/transport/batches';
import type { ApiClient } from '../../shared/transport/client';
import type { Encoded } from './form';
import { linkCards, type Linking } from './linking';
import type { Item, Result } from './operation';

/** How bodies for one address are sent. */
export interface Sending {
	/** The number of bodies that fill one request, which is sent while others are still being prepared. */
	size: number;
	send(client: ApiClient, call: BatchCall, bodies: IDataObject[]): Promise<Outcome[]>;
}

/** Many in one request, as an array. */
export const inBatches = (limits: Pick<BatchCall, 'size' | 'isUnnumbered'> = {}): Sending => ({
	size: limits.size ?? MAX_BATCH_SIZE,
	send: (client, call, bodies) => writeBatches(client, { ...call, ...limits }, bodies),
});

/** Each in a request of its own, as an object; a DELETE without fields has no body. */
export const oneRequestEach: Sending = {
	size: Infinity,
	async send(client, { method, path }, bodies) {
		const outcomes: Outcome[] = [];
		for (const given of bodies) {
			const body = method === 'DELETE' && isEmpty(given) ? undefined : given;
			const sent = await settleProblem(client.request({ method, path, body }));
			if (sent.ok) outcomes.push({ entity: omit(sent.value, 'request_id') });
			else outcomes.push({ problem: sent.problem });
			if (!sent.ok && client.run?.ending) client.run.ending.isOver = true;
		}
		return outcomes;
	},
};

/** What one item writes. */
export interface WriteRequest extends Encoded {
	call: BatchCall;
	/** What comes out of an entity that was written. */
	show(entity: IDataObject): IDataObject;
	/** A clearer problem than amoCRM's, where the cause is known. */
	explain(problem: AmoCrmProblem): Promise<AmoCrmProblem>;
}

interface Prepared extends Addressed {
	position: number;
	request: WriteRequest;
}

const toResult = async (outcome: Outcome, { show, explain }: WriteRequest): Promise<Result> =>
	'entity' in outcome
		? { output: [show(outcome.entity)] }
		: { problem: await explain(outcome.problem) };

/**
 * Prepares every item by itself and sends the good ones together, the first while the next are being prepared;
 * what goes to one address goes in the order of the items. If the run stops at the first problem, nothing is sent
 * after it.
 */
export async function writeItems(
	session: AccountSession,
	items: Item[],
	prepare: (item: Item) => Promise<WriteRequest>,
	{ size, send }: Sending,
): Promise<Result[]> {
	const results: Result[] = [];
	const linked: Array<Prepared & Linking> = [];
	const { ending } = session.run ?? {};
	const fail = (position: number, problem: unknown) => {
		results[position] = { problem };
		if (ending) ending.isOver = true;
	};

	/** @param isWritten whether something else was written into the card */
	const linkLater = (prepared: Prepared, isWritten: boolean) => {
		const { id, request } = prepared;
		if (request.links?.length)
			linked.push({ ...prepared, id: Number(id), links: request.links, isWritten });
	};

	async function* prepareAll(): AsyncGenerator<Prepared> {
		for (const [position, item] of items.entries()) {
			if (ending?.isOver) return;
			await yieldToOthers();
			const done = await settle(prepare(item));
			if (!done.ok) {
				fail(position, done.error);
				continue;
			}
			const { call, body, links = [] } = done.value;
			const prepared = {
				position,
				request: done.value,
				address: `${call.method} ${call.path}`,
				id: body.id,
			};
			if (links.length > 0 && Object.keys(body).length === 1) {
				results[position] = await toResult({ entity: { id: body.id } }, done.value);
				linkLater(prepared, false);
				continue;
			}
			yield prepared;
		}
	}

	async function deliver(group: Prepared[]): Promise<void> {
		const bodies = group.map(({ request }) => request.body);
		const sent = await settle(send(session, group[0].request.call, bodies));
		// The results of other requests must not be lost.
		if (!sent.ok) return group.forEach(({ position }) => fail(position, sent.error));
		for (const [index, outcome] of sent.value.entries()) {
			const { position, request } = group[index];
			results[position] = await toResult(outcome, request);
			if ('entity' in outcome) linkLater(group[index], true);
		}
	}

	await inRequests(prepareAll(), size, deliver);
	for (const group of Object.values(groupBy(linked, 'address'))) {
		const inOrder = sortBy(group, 'position');
		const problems = await linkCards(session, group[0].request.call.path, inOrder);
		problems.forEach((problem, index) => {
			if (problem) results[inOrder[index].position] = { problem };
		});
	}
	return results;
}

/** Something to be sent to an address. */
export interface Addressed {
	address: string;
	/** Of the entity, where it exists already. */
	id?: unknown;
}

/**
 * Groups things by address into requests: a full one as soon as it is full, the rest at the end.
 * @param later receives further changes of an entity that is in a request already
 */
async function* requestsOf<T extends Addressed>(
	things: Iterable<T> | AsyncIterable<T>,
	size: number,
	later: T[],
): AsyncGenerator<T[]> {
	const open = new Map<string, T[]>();
	const named = new Set<string>();
	for await (const thing of things) {
		const { address, id } = thing;
		const name = `${address} ${String(id)}`;
		if (id !== undefined && named.has(name)) {
			later.push(thing);
			continue;
		}
		named.add(name);
		const request = open.get(address) ?? [];
		request.push(thing);
		open.set(address, request);
		if (request.length < size) continue;
		open.delete(address);
		yield request;
	}
	yield* open.values();
}

/**
 * Delivers things in full requests, each request side by side with others. A second change of one entity waits until
 * all first ones have been delivered, a third for the second.
 * @param size the most things of one request
 */
export async function inRequests<T extends Addressed>(
	things: Iterable<T> | AsyncIterable<T>,
	size: number,
	deliver: (request: T[]) => Promise<void>,
): Promise<void> {
	const later: T[] = [];
	await mapParallel(requestsOf(things, size, later), deliver);
	if (later.length > 0) await inRequests(later, size, deliver);
}
