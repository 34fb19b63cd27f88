import type { IDataObject } from 'n8n-workflow';

import { attempt } from '../attempt';
import { AmoCrmProblem, type EntityComplaint } from '../problem';
import type { ApiCall, ApiClient } from './client';

/** The most entities that amoCRM takes in one request. */
export const MAX_BATCH_SIZE = 250;

/** What became of one entity of a batch. */
export type Outcome = { entity: IDataObject } | { problem: AmoCrmProblem };

interface Embedded {
	_embedded?: Record<string, IDataObject[]>;
}

export interface BatchCall extends Pick<ApiCall, 'path'> {
	method: 'POST' | 'PATCH';
	/** Key of the entities below `_embedded` of the answer. */
	collection: string;
}

/** Statuses with which amoCRM refuses a whole batch for the sake of single entities in it. */
const REFUSED = new Set([400, 422]);

function complaintsByPosition(problem: AmoCrmProblem): Map<number, EntityComplaint[]> {
	const byPosition = new Map<number, EntityComplaint[]>();
	for (const complaint of problem.details.complaints ?? []) {
		if (!/^\d+$/.test(complaint.requestId)) continue;
		const position = Number(complaint.requestId);
		byPosition.set(position, [...(byPosition.get(position) ?? []), complaint]);
	}
	return byPosition;
}

function narrowed(problem: AmoCrmProblem, complaints: EntityComplaint[]): AmoCrmProblem {
	return new AmoCrmProblem(problem.code, problem.message, {
		...problem.details,
		complaints,
		detail: complaints.map(({ path, detail, code }) => `${path}: ${detail || code}`).join('; '),
	});
}

/** amoCRM's answer in the order of the entities that were sent, told by their `request_id` or `id`. */
function inOrder(sent: IDataObject[], received: IDataObject[], domain: string): Outcome[] {
	const byRequestId = new Map(received.map((entity) => [String(entity.request_id), entity]));
	const byId = new Map(received.map((entity) => [String(entity.id), entity]));
	return sent.map((entity, position) => {
		const match =
			entity.id === undefined ? byRequestId.get(String(position)) : byId.get(String(entity.id));
		if (!match) {
			const problem = new AmoCrmProblem(
				'badAnswer',
				`The account ${domain} did not say what became of the entity.`,
				{
					hint: 'It may have been saved all the same: look in the account before you send it again.',
				},
			);
			return { problem };
		}
		const rest = { ...match };
		delete rest.request_id;
		return { entity: rest };
	});
}

/**
 * Writes entities in as few requests as amoCRM allows. amoCRM refuses a batch as a whole; the good entities of
 * a refused one are sent again without those that it complained about, or in halves where it names none.
 * @returns one outcome per entity, in their order
 */
export async function writeBatches(
	client: ApiClient,
	call: BatchCall,
	entities: IDataObject[],
): Promise<Outcome[]> {
	const outcomes: Outcome[] = [];
	for (let start = 0; start < entities.length; start += MAX_BATCH_SIZE) {
		outcomes.push(
			...(await writeBatch(client, call, entities.slice(start, start + MAX_BATCH_SIZE))),
		);
	}
	return outcomes;
}

async function writeBatch(
	client: ApiClient,
	call: BatchCall,
	batch: IDataObject[],
): Promise<Outcome[]> {
	const written = await attempt(
		client.request<Embedded>({
			method: call.method,
			path: call.path,
			body: batch.map((entity, position) => ({ ...entity, request_id: String(position) })),
		}),
	);
	if (written.ok)
		return inOrder(batch, written.value?._embedded?.[call.collection] ?? [], client.domain);
	const { error } = written;
	if (!(error instanceof AmoCrmProblem)) throw error;
	if (batch.length === 1 || !REFUSED.has(error.details.status ?? 0)) {
		return batch.map(() => ({ problem: error }));
	}
	return await writeRefused(client, call, batch, error);
}

async function writeRefused(
	client: ApiClient,
	call: BatchCall,
	batch: IDataObject[],
	problem: AmoCrmProblem,
): Promise<Outcome[]> {
	const complaints = complaintsByPosition(problem);
	const good = batch.filter((_, position) => !complaints.has(position));
	if (complaints.size === 0 || good.length === batch.length) {
		const middle = Math.ceil(batch.length / 2);
		const halves = [batch.slice(0, middle), batch.slice(middle)];
		return [
			...(await writeBatch(client, call, halves[0])),
			...(await writeBatch(client, call, halves[1])),
		];
	}
	const written = good.length > 0 ? await writeBatch(client, call, good) : [];
	let next = 0;
	return batch.map((_, position) => {
		const own = complaints.get(position);
		return own ? { problem: narrowed(problem, own) } : written[next++];
	});
}
