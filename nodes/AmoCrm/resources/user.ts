import { type Entity, ownPart } from '../factories/entity';
import { inputForm } from '../factories/form';
import { booleanInput, choiceInput, lookupInput, textInput } from '../factories/input';
import type { AccountOperation } from '../factories/operation';
import { getOperation, listOperation } from '../factories/readOperations';
import { inAccount } from '../factories/resource';
import { inBatches } from '../factories/write';
import {
	createOperation,
	type WriteDescription,
	writeOperation,
} from '../factories/writeOperations';
import { roles, userGroups } from '../lookups/lists';
import { rights, withAllRights } from './role';

/** @see https://www.amocrm.ru/developers/content/crm_platform/users-api */
export const user: Entity = {
	name: 'user',
	singular: 'user',
	plural: 'users',
	path: '/api/v4/users',
	collection: 'users',
};

/** The most users that one call takes. */
const MAX_USERS = 10;

const includes = [
	{ name: 'Chat User ID', value: 'amojo_id' },
	{ name: 'Group', value: 'group' },
	{ name: 'Phone Number', value: 'phone_number' },
	{ name: 'Rank', value: 'user_rank' },
	{ name: 'Role', value: 'role' },
	{ name: 'UUID', value: 'uuid' },
];

const LANGUAGES = [
	{ name: 'English', value: 'en' },
	{ name: 'Russian', value: 'ru' },
	{ name: 'Spanish', value: 'es' },
];

const create = createOperation(
	user,
	withAllRights(
		inputForm(
			[
				textInput('name', 'Name', { description: 'At most 50 letters, digits and . @ - _' }),
				textInput('email', 'Email', { placeholder: 'name@example.com' }),
				textInput('password', 'Password', {
					typeOptions: { password: true },
					description: 'At least 6 characters, with a digit, a small and a capital letter',
				}),
			],
			[
				choiceInput('lang', 'Language', LANGUAGES),
				lookupInput('rights.role_id', 'Role', roles, { name: 'roleId' }),
				lookupInput('rights.group_id', 'Group', userGroups, { name: 'groupId' }),
				booleanInput(
					'rights.is_free',
					'Free User',
					'Whether the user takes no place of the subscription and has no rights',
					{ name: 'isFree' },
				),
				...rights,
			],
		),
	),
	inBatches({ size: MAX_USERS }),
);

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
