import type { INodeProperties } from 'n8n-workflow';

import { accountsParameters } from '../shared/account/parameters';
import { eventTypes, lookupManyHint } from '../shared/editor/lookup';
import { apiEventOptions } from '../shared/hooks/apiEvents';
import { filtersProperty, fullEntityOption } from '../shared/hooks/filterProperties';

export const properties: INodeProperties[] = [
	{
		displayName:
			'This trigger asks amoCRM for new events at an interval and works on every plan. Where the plan has webhooks (Advanced and Pro), the amoCRM Trigger is faster.',
		name: 'pollingNotice',
		type: 'notice',
		default: '',
	},
	...accountsParameters,
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		default: ['add_lead'],
		description: 'What starts the workflow, under the same names as in the amoCRM Trigger',
		options: apiEventOptions,
	},
	{
		displayName: 'Other Event Names or IDs',
		name: 'otherTypes',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: eventTypes.method },
		default: [],
		description: lookupManyHint,
	},
	filtersProperty,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [fullEntityOption],
	},
];
