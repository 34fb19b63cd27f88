import { inputForm } from '../../factories/form';
import { booleanInput, choiceInput, lookupInput, textInput } from '../../factories/input';
import { inBatches } from '../../factories/write';
import { createOperation } from '../../factories/writeOperations';
import { roles, userGroups } from '../../lookups/lists';
import { rights, withAllRights } from '../role/rights';
import { MAX_USERS, user } from './user';

const LANGUAGES = [
	{ name: 'English', value: 'en' },
	{ name: 'Russian', value: 'ru' },
	{ name: 'Spanish', value: 'es' },
];

export const create = createOperation(
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
