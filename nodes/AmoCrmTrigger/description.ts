import type { INodeProperties } from 'n8n-workflow';

import { accountsParameters } from '../shared/account/parameters';
import { eventOptions } from '../shared/hooks/codes';
import { filtersProperty } from '../shared/hooks/filterProperties';

export const properties: INodeProperties[] = [
	{
		displayName:
			'Webhooks belong to the Advanced and Pro plans of amoCRM, and only an administrator may subscribe to them. amoCRM must be able to reach this n8n from outside.',
		name: 'setupNotice',
		type: 'notice',
		default: '',
	},
	...accountsParameters,
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		default: ['add_lead'],
		description:
			'What starts the workflow. An account that refuses an event that is not documented still sends the others.',
		options: eventOptions,
	},
	{
		...filtersProperty,
		description: `${filtersProperty.description} So do events of an account that cannot be asked. If asking takes longer than a second, amoCRM gets its answer first, and a crash of n8n before the end loses the event.`,
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Drop Repeats',
				name: 'dropRepeats',
				type: 'boolean',
				default: false,
				description:
					'Whether to start nothing when amoCRM sends again what has started the workflow within the last two hours. Left off, such items have delivery.repeated.',
			},
			{
				displayName: 'Full Entity',
				name: 'fullEntity',
				type: 'boolean',
				default: false,
				description:
					'Whether to read the lead, contact, company, customer or task of each event, as it is by then, and put it into the item as full. If that takes longer than a second, amoCRM gets its answer first; should n8n crash before the entity is there, the event is lost.',
			},
			{
				displayName: 'Other Event Codes',
				name: 'otherCodes',
				type: 'string',
				default: '',
				placeholder: 'e.g. add_catalog_element',
				description: 'Codes that are not in the list of events, separated by commas',
			},
		],
	},
];
