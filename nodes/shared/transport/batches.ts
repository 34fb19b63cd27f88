import { chunk } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { settleProblem } from '../settle';
import { AmoCrmProblem, type EntityComplaint } from '../problem';
import { mapParallel } from '../mapParallel';
import { type ApiCall, type ApiClient, leftOut } from './client';
import { complaintsByPosition } from './complaints';
import {
	withComplaints,
	readOutcomes,
	readRefusal,
	type Outcome,
	type SentBatch,
} from './outcomes';

export type { Outcome } from './outcomes';

/** The most entities that amoCRM takes in one request. */
export const MAX_BATCH_SIZE = 250;

export interface BatchCall extends Pick<ApiCall, 'path'>, Pick<SentBatch, 'collection'> {
	method: 'POST' | 'PATCH' | 'PUT' | 'DELETE';
	/** The most entities that this call takes. */
	size?: number;
	/** The call takes no `request_id`. */
	isUnnumbered?: boolean;
}

/** Statuses with which amoCRM refuses a whole batch because of some entities in it. */
const REFUSED = new Set([400, 422]);

/**
 * Writes entities in as few requests as amoCRM allows, side by side. amoCRM refuses a batch as a whole; the good
 * entities of a refused one are sent again without those that it complained about, or in halves where it names none;
 * if the run stops at its first problem, nothing more is sent.
 * @param entities none of them twice: the order of two changes would not be certain
 * @returns one outcome per entity, in their order
 */
export async function writeBatches(
	client: ApiClient,
	call: BatchCall,
	entities: IDataObject[],
): Promise<Outcome[]> {
	const batches = chunk(entities, call.size ?? MAX_BATCH_SIZE);
	const written = await mapParallel(batches, (batch) => writeBatch(client, call, batch));
	return written.flat();
}

/** Without `request_id` amoCRM numbers the entities itself, from 0, too. */
const bodyOf = ({ isUnnumbered }: BatchCall, batch: IDataObject[]) =>
	isUnnumbered
		? batch
		: batch.map((entity, position) => ({ ...entity, request_id: String(position) }));

async function writeBatch(
	client: ApiClient,
	call: BatchCall,
	batch: IDataObject[],
): Promise<Outcome[]> {
	const outcomes = await sendBatch(client, call, batch);
	const { ending } = client.run ?? {};
	if (ending && outcomes.some((outcome) => 'problem' in outcome)) ending.isOver = true;
	return outcomes;
}

async function sendBatch(
	client: ApiClient,
	call: BatchCall,
	batch: IDataObject[],
): Promise<Outcome[]> {
	const { method, path, collection } = call;
	const sent: SentBatch = { batch, domain: client.domain, method, collection };
	const written = await settleProblem(client.request({ method, path, body: bodyOf(call, batch) }));
	if (written.ok) return readOutcomes(sent, written.value);
	const { problem } = written;
	const refused = REFUSED.has(problem.details.status ?? 0);
	const known = refused ? readRefusal(sent, problem) : undefined;
	if (known) return known;
	const complaints = complaintsByPosition(problem.details.complaints ?? [], batch);
	const isSplit = batch.length > 1 && (complaints.size > 0 || problem.code === 'validation');
	if (!refused || !isSplit) return batch.map(() => ({ problem }));
	if (client.run?.ending) return notWritten(batch, problem, complaints);
	return await writeRefused(client, call, batch, problem, complaints);
}

/** If the run stops at the refusal, nothing of the batch is written, and each entity gets the reason. */
function notWritten(
	batch: IDataObject[],
	problem: AmoCrmProblem,
	complaints: Map<number, EntityComplaint[]>,
): Outcome[] {
	if (complaints.size === 0) {
		const hint = `amoCRM does not say which of the ${batch.length} items that went together it means. Set On Error of the node to Continue: then it is found, and the others get through.`;
		const { code, message, details } = problem;
		return batch.map(() => ({ problem: new AmoCrmProblem(code, message, { ...details, hint }) }));
	}
	return batch.map((_, position) => {
		const own = complaints.get(position);
		return { problem: own ? withComplaints(problem, own) : leftOut() };
	});
}

async function writeRefused(
	client: ApiClient,
	call: BatchCall,
	batch: IDataObject[],
	problem: AmoCrmProblem,
	complaints: Map<number, EntityComplaint[]>,
): Promise<Outcome[]> {
	if (complaints.size === 0) {
		const middle = Math.ceil(batch.length / 2);
		const halves = [batch.slice(0, middle), batch.slice(middle)];
		return (await mapParallel(halves, (half) => writeBatch(client, call, half))).flat();
	}
	const good = batch.filter((_, position) => !complaints.has(position));
	const written = good.length > 0 ? await writeBatch(client, call, good) : [];
	let next = 0;
	return batch.map((_, position) => {
		const own = complaints.get(position);
		return own ? { problem: withComplaints(problem, own) } : written[next++];
	});
}
