import type { INodeProperties } from 'n8n-workflow';

import { accountsParameters } from '../shared/account/parameters';
import { eventOptions } from '../shared/hooks/codes';
import { filtersProperty, fullEntityOption } from '../shared/hooks/filterProperties';

export const properties: INodeProperties[] = [
	{
		displayName:
			'Webhooks are part of the Advanced and Pro plans of amoCRM, and only an administrator may subscribe to them. amoCRM must be able to reach this n8n from the internet.',
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
			'What starts the workflow. If an account refuses an event that is not documented, it still sends the others.',
		options: eventOptions,
	},
	{
		...filtersProperty,
		description: `${filtersProperty.description} The same holds for an account that cannot be asked. If a lookup takes longer than a second, amoCRM is answered first: should n8n crash before the workflow starts, the event is lost.`,
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
					'Whether to ignore what amoCRM sends again if it has already started the workflow within the last two hours. While this is off, such items have delivery.repeated.',
			},
			{
				...fullEntityOption,
				description: `${fullEntityOption.description}. If that takes longer than a second, amoCRM is answered first: should n8n crash before the workflow starts, the event is lost.`,
			},
			{
				displayName: 'Other Event Codes',
				name: 'otherCodes',
				type: 'string',
				default: '',
				placeholder: 'e.g. restore_customer',
				description: 'Codes of webhooks that are not in the list of events, separated by commas',
			},
		],
	},
];
