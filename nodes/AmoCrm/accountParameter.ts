import type { INodeProperties } from 'n8n-workflow';

/** Which installed account: from the list, by address, by number. Every node names it in this way. */
export const accountParameter: INodeProperties = {
	displayName: 'Account',
	name: 'account',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description:
		'One of the accounts that installed the integration. To serve every account with one workflow, choose By Address and use an expression with the domain that the install trigger puts into its item.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchInstalledAccounts', searchable: true },
		},
		{
			displayName: 'By Address',
			name: 'domain',
			type: 'string',
			placeholder: 'e.g. example.amocrm.ru',
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 31000100',
		},
	],
};
