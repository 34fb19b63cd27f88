import type { INodeParameters } from 'n8n-workflow';

import type { NodeJson } from '../support';
import { nodeType } from '../../../tools/system/manifest';

/** The kinds of cards with fields of their own. */
export const cards = [
	{ resource: 'lead', path: 'leads' },
	{ resource: 'contact', path: 'contacts' },
	{ resource: 'company', path: 'companies' },
];

/** What an account answers to the question for its custom fields. */
export const FIELDS = [
	{ id: 1, name: 'Phone', code: 'PHONE', type: 'multitext', enums: [{ id: 5, value: 'WORK' }] },
	{
		id: 2,
		name: 'Size',
		code: null,
		type: 'select',
		enums: [
			{ id: 21, value: 'Big' },
			{ id: 22, value: 'Small' },
		],
	},
	{ id: 3, name: 'Met on', code: null, type: 'date', enums: null },
];

/** A node that writes cards with these values. */
export const writing = (
	resource: string,
	operation: string,
	value: INodeParameters,
	more: INodeParameters = {},
): NodeJson => ({
	name: 'amoCRM',
	type: nodeType('amoCrm'),
	typeVersion: 1,
	parameters: {
		authentication: 'token',
		resource,
		operation,
		fields: { mappingMode: 'defineBelow', value },
		...more,
	},
});

/** One item for each name. */
export const names = (...list: string[]) => list.map((name) => ({ json: { name } }));
