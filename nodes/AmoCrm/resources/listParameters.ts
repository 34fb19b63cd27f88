import type { INodeProperties } from 'n8n-workflow';

import type { Item } from './resource';

/** How many results a list gives; at the same place in every Get Many. */
export const listParameters: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		displayOptions: { show: { returnAll: [false] } },
		description: 'Max number of results to return',
	},
];

export const limitOf = (item: Item): number =>
	item.parameter<boolean>('returnAll', false) ? Infinity : item.parameter<number>('limit', 50);
