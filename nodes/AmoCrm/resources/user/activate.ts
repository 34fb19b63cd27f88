import { switchUsers } from './switching';

export const activate = switchUsers(
	{
		name: 'activate',
		displayName: 'Activate',
		description: 'Let a user back into the account; documented for Kommo only',
		action: 'Activate a user',
	},
	'activated',
);
