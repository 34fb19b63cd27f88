import type { INodeProperties } from 'n8n-workflow';

import { titled, type CardDescription } from './card';

/** The typed form of a card: native fields and this account's own ones. */
export const fieldsParameter = (
	{ singular }: CardDescription,
	mapperMethod: string,
	mode: 'add' | 'update',
): INodeProperties => ({
	displayName: 'Fields',
	name: 'fields',
	type: 'resourceMapper',
	noDataExpression: true,
	required: true,
	default: { mappingMode: 'defineBelow', value: null },
	typeOptions: {
		loadOptionsDependsOn: ['authentication', 'account.value', 'resource', 'operation'],
		resourceMapper: {
			resourceMapperMethod: mapperMethod,
			mode,
			fieldWords: { singular: 'field', plural: 'fields' },
			addAllFields: false,
			multiKeyMatch: false,
			supportAutoMap: true,
		},
	},
	description: `What to write into the ${singular}`,
});

/** Custom fields by name and links as ids, or amoCRM's own form. */
export const simplifyParameter: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

export const includeParameter = ({ includes }: CardDescription): INodeProperties => ({
	displayName: 'Include',
	name: 'with',
	type: 'multiOptions',
	default: [],
	options: includes,
	description: 'What to add to the answer',
});

/** Names a card by number or by the address of its page. */
export const cardLocator = ({ singular, path }: CardDescription): INodeProperties => ({
	displayName: titled(singular),
	name: 'card',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: `The ${singular} to work on`,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: `search_${path}`, searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 501',
			validation: [
				{
					type: 'regex',
					properties: { regex: '^\\s*\\d+\\s*$', errorMessage: 'An id is a whole number' },
				},
			],
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: `e.g. https://example.amocrm.ru/${path}/detail/501`,
			extractValue: { type: 'regex', regex: '/detail/(\\d+)' },
		},
	],
});
