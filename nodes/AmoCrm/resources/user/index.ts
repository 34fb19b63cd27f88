import { ownPart } from '../../factories/entity';
import type { AccountOperation } from '../../factories/operation';
import { getOperation, listOperation } from '../../factories/readOperations';
import { inBatches } from '../../factories/write';
import { type WriteDescription, writeOperation } from '../../factories/writeOperations';
import { inAccount } from '../inAccount';
import { create } from './create';
import { MAX_USERS, includes, user } from './user';

/** Opens or closes the account to users. Documented for Kommo; known from amoCRM's official PHP client. */
const switchUsers = (
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

const get = getOperation(user, { includes });

const deactivate = switchUsers(
	{
		name: 'deactivate',
		displayName: 'Deactivate',
		description: 'Close the account to a user, who stays in it; documented for Kommo only',
		action: 'Deactivate a user',
	},
	'deactivated',
);

const getAll = listOperation(user, { includes });

const activate = switchUsers(
	{
		name: 'activate',
		displayName: 'Activate',
		description: 'Let a user back into the account; documented for Kommo only',
		action: 'Activate a user',
	},
	'activated',
);

export const userResource = inAccount({
	name: 'user',
	displayName: 'User',
	operations: [activate, create, deactivate, get, getAll],
});
