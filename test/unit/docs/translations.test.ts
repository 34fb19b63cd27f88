import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeType } from 'n8n-workflow';

import dictionary from '../../../playground/labels.ru.json';
import {
	translationFile,
	translationOf,
	untranslated,
} from '../../../playground/lib/translations/translate';
import { packageNodes } from '../../engine/support/nodeTypes';

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
