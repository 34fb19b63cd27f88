import type { IDataObject } from 'n8n-workflow';

import { AmoCrmProblem } from '../problem';

/** What became of one entity of a batch. */
export type Outcome = { entity: IDataObject } | { problem: AmoCrmProblem };

interface Refused {
	request_id?: unknown;
	title?: string;
	detail?: string;
}

interface BatchAnswer extends IDataObject {
	_embedded?: Record<string, IDataObject[]>;
	errors?: IDataObject[];
}

/** The entities of an answer: bare, below their key, or below the only key that there is. */
function entitiesIn(answer: BatchAnswer | IDataObject[], collection: string): IDataObject[] {
	if (Array.isArray(answer)) return answer;
	const embedded = answer._embedded ?? {};
	const lists = Object.values(embedded).filter((value) => Array.isArray(value));
	return embedded[collection] ?? (lists.length === 1 ? lists[0] : []);
}

/** Some calls take the good entities and name the others beside them. */
function refusedIn(
	answer: BatchAnswer | IDataObject[],
	domain: string,
): Map<string, AmoCrmProblem> {
	const refused = Array.isArray(answer) ? [] : ((answer.errors ?? []) as Refused[]);
	return new Map(
		refused.map(({ request_id, title, detail }) => [
			String(request_id),
			new AmoCrmProblem('refused', `The account ${domain} did not take this one.`, {
				detail: [title, detail].filter(Boolean).join(' – '),
			}),
		]),
	);
}

const unknown = (domain: string) =>
	new AmoCrmProblem('badAnswer', `The account ${domain} did not say what became of the entity.`, {
		hint: 'It may have been saved all the same: look in the account before you send it again.',
	});

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
 * amoCRM's answer to a batch in the order of the entities that were sent.
 * @param collection key of the entities below `_embedded`; none where amoCRM answers nothing
 */
export function readOutcomes(
	sent: IDataObject[],
	answer: BatchAnswer | IDataObject[] | undefined,
	collection: string | undefined,
	domain: string,
): Outcome[] {
	if (collection === undefined) return sent.map(() => ({ entity: {} }));
	const refused = refusedIn(answer ?? {}, domain);
	const find = matcher(sent, entitiesIn(answer ?? {}, collection));
	return sent.map((entity, position): Outcome => {
		const problem = refused.get(String(position));
		if (problem) return { problem };
		const match = find(entity, position);
		if (!match) return { problem: unknown(domain) };
		const rest = { ...match };
		delete rest.request_id;
		return { entity: rest };
	});
}
