import type { AccountSession } from '../../shared/account/session';
import { AmoCrmProblem } from '../../shared/problem';
import type { Entity } from './entity';
import type { Part } from './part';

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

/** The entity that a path with a gap for an id is about. */
export const ownEntity = (path: string, parts: Part[]): Entity | undefined =>
	path.includes('{id}') ? parts.find(({ gap }) => gap === 'id')?.entity : undefined;
