import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeProperties, INodeType, INodeTypeDescription } from 'n8n-workflow';

import dictionary from '../../../tools/translations/labels.ru.json';
import {
	translationFile,
	translationOf,
	untranslated,
} from '../../../tools/translations/translate';
import { packageNodes } from '../../../tools/contract/packageTypes';

const root = join(__dirname, '../../..');

let nodes: INodeType[];

beforeAll(async () => {
	nodes = await packageNodes();
});

it('the dictionary has a Russian word for every label of every node', () => {
	expect(nodes.flatMap(({ description }) => untranslated(description))).toEqual([]);
});

it('the files beside the nodes are what `npm run translations` makes', () => {
	expect(nodes.length).toBeGreaterThan(0);
	for (const { description } of nodes) {
		const text = readFileSync(join(root, translationFile(description)), 'utf8');
		expect(JSON.parse(text)).toEqual(translationOf(description));
	}
});

it('no Russian word has what n8n’s editor reads as a part of a formula', () => {
	expect(Object.values(dictionary).filter((word) => /[{}@|]/.test(word))).toEqual([]);
});

describe('a translation', () => {
	const translated = (...properties: Array<Partial<INodeProperties>>) =>
		translationOf({ properties } as INodeTypeDescription);

	it('says labels where n8n’s editor looks for them', () => {
		const order = {
			name: 'order',
			displayName: 'Order',
			type: 'fixedCollection' as const,
			options: [
				{
					name: 'sort',
					displayName: 'Sort',
					values: [
						{
							name: 'by',
							displayName: 'By',
							type: 'options' as const,
							default: 1,
							options: [{ name: 'ID', value: 1 }],
						},
					],
				},
			],
		};
		expect(translated(order)).toEqual({
			nodeView: {
				order: {
					displayName: 'Сортировка',
					options: {
						sort: {
							displayName: 'Порядок',
							values: { by: { displayName: 'По полю', options: { 1: { displayName: 'ID' } } } },
						},
					},
				},
			},
		});
	});

	it('leaves what one name means in two ways in English', () => {
		const name = { name: 'name', type: 'string' as const };
		const twice = [
			{ ...name, displayName: 'Name' },
			{ ...name, displayName: 'Text' },
		];
		expect(translated(...twice)).toEqual({ nodeView: {} });
	});

	it('says of lists of the account that an ID will do', () => {
		const type = 'options' as const;
		expect(translated({ name: 'a', type, displayName: 'Pipeline Name or ID' })).toEqual({
			nodeView: { a: { displayName: 'Воронка (имя или ID)' } },
		});
	});
});
