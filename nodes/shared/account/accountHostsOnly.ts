import type { INodeProperties } from 'n8n-workflow';

import { BASE_DOMAINS } from '../address';

/** Holds a credential to amoCRM's own hosts where n8n's HTTP Request node uses it. */
export const accountHostsOnly: INodeProperties[] = [
	{
		displayName: 'Allowed HTTP Request Domains',
		name: 'allowedHttpRequestDomains',
		type: 'hidden',
		default: 'domains',
	},
	{
		displayName: 'Allowed Domains',
		name: 'allowedDomains',
		type: 'hidden',
		default: [...BASE_DOMAINS.keys()].map((base) => `*.${base}`).join(','),
	},
];
