import type { AccountSession } from '../../shared/account/session';
import { settle } from '../../shared/settle';
import { AmoCrmProblem, hasCode } from '../../shared/problem';
import { fill, type Entity, type Gaps, type Part } from './entity';

const CARD_WORDS: Record<string, string | undefined> = {
	leads: 'lead',
	contacts: 'contact',
	companies: 'company',
	customers: 'customer',
};

/** `lead 501` of the kind `leads`. */
export const cardName = (kind: string, id: string | number, otherwise = 'card'): string =>
	`${CARD_WORDS[kind] ?? otherwise} ${id}`;

/** `lead 501`, also of an entity whose kind another parameter names. */
export const nameInAccount = (
	{ collection, singular }: Entity,
	id: string | number,
	gaps: Gaps = {},
): string => cardName(fill(collection, gaps), id, singular);

/** The same of the entity that one of the parameters names by this id. */
export function nameOfPart(parts: Part[], gaps: Gaps, id: unknown): string | undefined {
	const part = parts.find(({ entity, gap }) => entity && gaps[gap] === id);
	return part?.entity && nameInAccount(part.entity, gaps[part.gap], gaps);
}

const hint =
	'It was deleted, the user who granted access may not see it, or the id is of another account.';

/** The account has nothing of this name: `lead 501`. */
export const noSuch = (
	{ domain }: AccountSession,
	name: string,
	{ requestId, status }: AmoCrmProblem['details'] = {},
): AmoCrmProblem =>
	new AmoCrmProblem('notFound', `The account ${domain} has no ${name}.`, {
		hint,
		requestId,
		status,
	});

/** The account has no such entity. */
export const missing = (
	session: AccountSession,
	entity: Entity,
	id: string | number,
	details?: AmoCrmProblem['details'],
): AmoCrmProblem => noSuch(session, nameInAccount(entity, id), details);

/** @throws what else went wrong */
function asNotFound(error: unknown): AmoCrmProblem {
	if (hasCode(error, 'notFound')) return error;
	throw error;
}

/**
 * The answer to a request for an entity, if the account has it: some addresses answer 404, others 204.
 * @throws AmoCrmProblem `notFound` naming the entity
 */
export async function existing<T>(
	session: AccountSession,
	entity: Entity,
	id: string | number,
	asked: Promise<T | undefined>,
): Promise<T> {
	const read = await settle(asked);
	if (read.ok && read.value !== undefined) return read.value;
	throw missing(session, entity, id, read.ok ? {} : asNotFound(read.error).details);
}

/** What there is not where an address answers with 404: the entity that the last gap of its path names. */
export function missingAt(
	session: AccountSession,
	path: string,
	parts: Part[],
	gaps: Gaps,
	{ details }: AmoCrmProblem,
): AmoCrmProblem | undefined {
	const { entity, gap } =
		parts.findLast((part) => part.entity && path.includes(`{${part.gap}}`)) ?? {};
	return entity && gap !== undefined
		? noSuch(session, nameInAccount(entity, gaps[gap], gaps), details)
		: undefined;
}

/**
 * What was asked of a list, if there is what it lies in.
 * @throws AmoCrmProblem `notFound` naming what there is not
 */
export async function inside<T>(
	session: AccountSession,
	path: string,
	parents: Part[],
	gaps: Gaps,
	asked: Promise<T>,
): Promise<T> {
	const read = await settle(asked);
	if (read.ok) return read.value;
	const error = asNotFound(read.error);
	throw missingAt(session, path, parents, gaps, error) ?? error;
}
