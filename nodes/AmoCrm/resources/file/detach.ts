import { changeFileOnCard } from './onCard';

export const detach = changeFileOnCard(
	'DELETE',
	{
		name: 'detach',
		displayName: 'Detach From Card',
		description: 'Take a file off a card; the file itself stays',
		action: 'Detach a file from a card',
	},
	'detached',
);
