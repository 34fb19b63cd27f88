import type { INodeProperties } from 'n8n-workflow';

import { PER_INTEGRATION } from '../transport/allowance';

export const requestsPerSecond: INodeProperties = {
	displayName: 'Requests per Second',
	name: 'requestsPerSecond',
	type: 'number',
	typeOptions: { minValue: 0.01, maxValue: PER_INTEGRATION, numberPrecision: 2 },
	default: PER_INTEGRATION,
	description:
		'How many requests one n8n process may send in a second. amoCRM allows an integration 7 in an account and blocks those who go on above it. Processes cannot see each other: divide the 7 by the number of n8n workers and of other programs that use the same integration, and round down. Below 1 is fine: 0.5 is a request every two seconds.',
};

export const rateScope: INodeProperties = {
	displayName: 'Limit Counts',
	name: 'rateScope',
	type: 'options',
	default: 'account',
	description:
		'Whether each account has the requests per second to itself. amoCRM does not say that it counts the accounts of an integration together; choose the integration if many accounts at once are refused for too many requests.',
	options: [
		{ name: 'Each Account by Itself', value: 'account' },
		{ name: 'All Accounts of the Integration Together', value: 'integration' },
	],
};
