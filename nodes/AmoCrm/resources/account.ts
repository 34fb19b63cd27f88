import type { IDataObject } from 'n8n-workflow';

import { splitList } from '../../shared/fields/values';
import { type AccountOperation, perItem } from '../factories/operation';
import { inAccount } from '../factories/resource';

/** @see https://www.amocrm.ru/developers/content/crm_platform/account-info */
const get: AccountOperation = {
	name: 'get',
	displayName: 'Get',
	description: 'Retrieve the name, country, currency and settings of the account',
	action: 'Get an account',
	api: 'GET /api/v4/account',
	properties: [
		{
			displayName: 'Include',
			name: 'with',
			type: 'multiOptions',
			default: [],
			description: 'What to add to the answer',
			options: [
				{ name: 'Address of the File Storage', value: 'drive_url' },
				{ name: 'Chat Account ID', value: 'amojo_id' },
				{ name: 'Chat Rights', value: 'amojo_rights' },
				{ name: 'Date and Time Settings', value: 'datetime_settings' },
				{ name: 'Invoice Settings', value: 'invoices_settings' },
				{ name: 'Names of Entities', value: 'entity_names' },
				{ name: 'Task Types', value: 'task_types' },
				{ name: 'User Groups', value: 'users_groups' },
				{ name: 'Version', value: 'version' },
				{ name: 'Whether API Filters Are Enabled', value: 'is_api_filter_enabled' },
			],
		},
	],
	run: (session, items) =>
		perItem(items, async (item) => {
			const include = splitList(item.parameter<unknown>('with', []));
			const account = await session.request<IDataObject>({
				method: 'GET',
				path: '/api/v4/account',
				query: { with: include.join(',') },
			});
			return account ? [account] : [];
		}),
};

export const accountResource = inAccount({
	name: 'account',
	displayName: 'Account',
	operations: [get],
});
