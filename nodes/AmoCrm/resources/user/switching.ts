import { ownPart } from '../../factories/entity';
import type { AccountOperation } from '../../factories/operation';
import { inBatches } from '../../factories/write';
import { writeOperation, type WriteDescription } from '../../factories/writeOperations';
import { MAX_USERS, user } from './user';

/** Opens or closes the account to users. Documented for Kommo; known from amoCRM's official PHP client. */
export const switchUsers = (
	words: Pick<WriteDescription, 'name' | 'displayName' | 'description' | 'action'>,
	done: string,
): AccountOperation =>
	writeOperation({
		...words,
		method: 'POST',
		path: `${user.path}/${words.name}`,
		parts: [ownPart(user)],
		also: ({ id }) => ({ id }),
		send: inBatches({ size: MAX_USERS, isUnnumbered: true }),
		show: (_answer, { id }) => ({ [done]: true, id }),
	});
