import type { AccountSession } from '../../shared/account/session';
import { settle } from '../../shared/settle';
import { AmoCrmProblem, hasCode } from '../../shared/problem';
import type { Entity, Part } from './entity';

/** The account has no such entity. */
export const missing = (
	{ domain }: AccountSession,
	{ singular }: Entity,
	id: string | number,
	{ requestId }: AmoCrmProblem['details'] = {},
): AmoCrmProblem =>
	new AmoCrmProblem('notFound', `The account ${domain} has no ${singular} ${id}.`, {
		hint: 'It was deleted, the user who granted access may not see it, or the id is of another account.',
		requestId,
	});

/** What went wrong; where amoCRM says that there is nothing at the address of the entity, that it is missing. */
export const orMissing = (
	session: AccountSession,
	entity: Entity,
	id: string | number,
	error: unknown,
): unknown => (hasCode(error, 'notFound') ? missing(session, entity, id, error.details) : error);

/**
 * What was asked of an entity, if the account has it: some addresses answer 404 where others answer 204.
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
	throw read.ok ? missing(session, entity, id) : orMissing(session, entity, id, read.error);
}

/** The entity that a path with a gap for an id is about. */
export const ownEntity = (path: string, parts: Part[]): Entity | undefined =>
	path.includes('{id}') ? parts.find(({ gap }) => gap === 'id')?.entity : undefined;
