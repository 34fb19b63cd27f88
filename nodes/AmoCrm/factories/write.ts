import { groupBy, isEmpty, omit } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import type { AccountSession } from '../../shared/account/session';
import { attempt } from '../../shared/attempt';
import { AmoCrmProblem } from '../../shared/problem';
import { sideBySide } from '../../shared/sideBySide';
import { writeBatches, type BatchCall, type Outcome } from '../../shared/transport/batches';
import type { ApiClient } from '../../shared/transport/client';
import type { Encoded } from './form';
import type { Item, Result } from './operation';
import { nameFields } from './refusal';

/** How bodies for one address go out. */
export type Sending = (
	client: ApiClient,
	call: BatchCall,
	bodies: IDataObject[],
) => Promise<Outcome[]>;

/** Many in one request, as an array. */
export const inBatches =
	(limits: Pick<BatchCall, 'size' | 'isUnnumbered'> = {}): Sending =>
	async (client, call, bodies) =>
		await writeBatches(client, { ...call, ...limits }, bodies);

/** Each in a request of its own, as an object; a DELETE that says nothing more has no body. */
export const oneByOne: Sending = async (client, { method, path }, bodies) => {
	const outcomes: Outcome[] = [];
	for (const given of bodies) {
		const body = method === 'DELETE' && isEmpty(given) ? undefined : given;
		const sent = await attempt(client.request({ method, path, body }));
		if (sent.ok) outcomes.push({ entity: omit(sent.value, 'request_id') });
		else if (sent.error instanceof AmoCrmProblem) outcomes.push({ problem: sent.error });
		else throw sent.error;
	}
	return outcomes;
};

/** What one item asks for. */
export interface Wish extends Encoded {
	call: BatchCall;
	/** What comes out of an entity that was written. */
	show(entity: IDataObject): IDataObject;
	/** Says it better than amoCRM where it knows why. */
	explain?(problem: AmoCrmProblem): AmoCrmProblem;
}

interface Prepared {
	position: number;
	wish: Wish;
}

/** Items whose bodies go to the same address, which can share requests. */
const byAddress = (prepared: Prepared[]): Prepared[][] =>
	Object.values(groupBy(prepared, ({ wish: { call } }) => `${call.method} ${call.path}`));

function toResult(outcome: Outcome, { show, explain, nameOf }: Wish): Result {
	if ('entity' in outcome) return { output: [show(outcome.entity)] };
	const named = nameFields(outcome.problem, nameOf);
	return { problem: explain ? explain(named) : named };
}

/**
 * Prepares every item by itself and sends the good ones together; what goes to one address goes in the order of
 * the items.
 */
export async function writeItems(
	session: AccountSession,
	items: Item[],
	prepare: (item: Item) => Promise<Wish>,
	send: Sending,
): Promise<Result[]> {
	const results: Result[] = [];
	const prepared: Prepared[] = [];
	for (const [position, item] of items.entries()) {
		const done = await attempt(prepare(item));
		if (done.ok) prepared.push({ position, wish: done.value });
		else results[position] = { problem: done.error };
	}
	await sideBySide(byAddress(prepared), async (group) => {
		const bodies = group.map(({ wish }) => wish.body);
		const outcomes = await send(session, group[0].wish.call, bodies);
		outcomes.forEach((outcome, index) => {
			const { position, wish } = group[index];
			results[position] = toResult(outcome, wish);
		});
	});
	return results;
}
