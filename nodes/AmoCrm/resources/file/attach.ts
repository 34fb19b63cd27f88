import { changeFileOnCard } from './onCard';

export const attach = changeFileOnCard(
	'PUT',
	{
		name: 'attach',
		displayName: 'Attach to Card',
		description: 'Show a file on the Files tab of a lead, contact, company or customer',
		action: 'Attach a file to a card',
	},
	'attached',
);
