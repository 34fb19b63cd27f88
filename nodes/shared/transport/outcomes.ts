import type { IDataObject, IHttpRequestMethods } from 'n8n-workflow';
import { omit } from 'lodash';

import { AmoCrmProblem, wordsOf, type EntityComplaint } from '../problem';
import { complaintsByPosition, readComplaints } from './complaints';
import { uncertain } from './uncertain';

/** What became of one entity of a batch. */
export type Outcome = { entity: IDataObject } | { problem: AmoCrmProblem };

interface BatchAnswer extends IDataObject {
	_embedded?: Record<string, IDataObject[]>;
}

/** A batch that went to an account. */
export interface SentBatch {
	batch: IDataObject[];
	domain: string;
	method: IHttpRequestMethods;
	/** Key of the entities below `_embedded` of the answer; none where amoCRM answers nothing. */
	collection?: string;
}

/** The entities of an answer: bare, below their key, or below the only key that there is. */
function entitiesIn(answer: BatchAnswer | IDataObject[], collection: string): IDataObject[] {
	if (Array.isArray(answer)) return answer;
	const embedded = answer._embedded ?? {};
	const lists = Object.values(embedded).filter((value) => Array.isArray(value));
	return embedded[collection] ?? (lists.length === 1 ? lists[0] : []);
}

/** The problem of one entity, with the complaints about it alone. */
export const withComplaints = (
	{ code, message, details }: AmoCrmProblem,
	complaints: EntityComplaint[],
): AmoCrmProblem =>
	new AmoCrmProblem(code, message, {
		...details,
		complaints,
		detail: complaints.map(wordsOf).join('; '),
	});

const unreported = ({ method, domain }: SentBatch, complaints: EntityComplaint[]) =>
	uncertain(
		withComplaints(
			new AmoCrmProblem('badAnswer', `The account ${domain} did not say what became of this one.`),
			complaints,
		),
		method,
		domain,
	);

/** What is known of an entity that amoCRM stored without an answer: its id, if it had one. */
export const idOnly = ({ id }: IDataObject): IDataObject =>
	id === undefined ? { id: null, notice: 'amoCRM took it without telling its ID.' } : { id };

/** Finds each entity in the answer: by its `id`, by its `request_id`, or by its place where nothing is numbered. */
function matcher(sent: IDataObject[], received: IDataObject[]) {
	const byRequestId = new Map(received.map((entity) => [String(entity.request_id), entity]));
	const byId = new Map(received.map((entity) => [String(entity.id), entity]));
	const isNumbered = received.some(({ request_id }) => request_id !== undefined);
	const isComplete = received.length === sent.length;
	return ({ id }: IDataObject, position: number): IDataObject | undefined => {
		if (id !== undefined) return byId.get(String(id));
		if (isNumbered) return byRequestId.get(String(position));
		return isComplete ? received[position] : undefined;
	};
}

/**
 * What became of each entity, if amoCRM stored some and complains of others.
 * @param refusal the problem of the others, to which the complaints about each are added
 */
function matchOutcomes(
	sent: SentBatch,
	answer: BatchAnswer | IDataObject[],
	complaints: EntityComplaint[],
	refusal: AmoCrmProblem,
): Outcome[] {
	const { batch, collection } = sent;
	const refused = complaintsByPosition(complaints, batch);
	const nameless = complaints.filter((one) => ![...refused.values()].flat().includes(one));
	const find =
		collection === undefined ? () => ({}) : matcher(batch, entitiesIn(answer, collection));
	return batch.map((entity, position): Outcome => {
		const own = refused.get(position);
		if (own) return { problem: withComplaints(refusal, own) };
		const match = find(entity, position);
		if (!match) return { problem: unreported(sent, nameless) };
		return { entity: omit(match, 'request_id') };
	});
}

/** amoCRM's answer to a batch in the order of the entities that were sent; an empty answer means that all was done. */
export function readOutcomes(
	sent: SentBatch,
	answer: BatchAnswer | IDataObject[] | undefined,
): Outcome[] {
	const { batch, collection, domain } = sent;
	if (answer === undefined) {
		return batch.map((entity) => ({
			entity: collection === undefined ? {} : idOnly(entity),
		}));
	}
	const complaints = Array.isArray(answer) ? [] : readComplaints(answer.errors);
	const refusal = new AmoCrmProblem('refused', `The account ${domain} did not take this one.`);
	return matchOutcomes(sent, answer, complaints, refusal);
}

/** The same for a refusal; `undefined` if it does not say that anything was stored. */
export function readRefusal(sent: SentBatch, refusal: AmoCrmProblem): Outcome[] | undefined {
	const { embedded = {}, complaints = [] } = refusal.details;
	const stored = entitiesIn({ _embedded: embedded }, sent.collection ?? '');
	return stored.length > 0
		? matchOutcomes(sent, { _embedded: embedded }, complaints, refusal)
		: undefined;
}
