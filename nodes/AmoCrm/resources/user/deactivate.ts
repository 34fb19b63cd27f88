import { switchUsers } from './switching';

export const deactivate = switchUsers(
	{
		name: 'deactivate',
		displayName: 'Deactivate',
		description: 'Close the account to a user, who stays in it; documented for Kommo only',
		action: 'Deactivate a user',
	},
	'deactivated',
);
