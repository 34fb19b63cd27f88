import { getOperation, listOperation } from '../../factories/readOperations';
import { inAccount } from '../inAccount';
import { create } from './create';
import { switchUsers } from './switching';
import { includes, user } from './user';

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
