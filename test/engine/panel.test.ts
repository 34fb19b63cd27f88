import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeType } from 'n8n-workflow';

import { packageNodes } from '../../tools/contract/packageTypes';
import { nodeType } from '../../tools/system/manifest';

let nodes: INodeType[];

beforeAll(async () => {
	nodes = await packageNodes();
});

const nodeNamed = (name: string) =>
	nodes.find(({ description }) => description.name === name) as INodeType;

function codexOf(folder: string) {
	const file = join(__dirname, '../../nodes', folder, `${folder}.node.json`);
	return JSON.parse(readFileSync(file, 'utf8')) as { node: string; alias: string[] };
}

describe("n8n's panel of nodes", () => {
	const COMMON = ['amo', 'amocrm', 'kommo', 'амо', 'амоцрм', 'CRM'];
	const CARDS = ['лид', 'сделка', 'контакт', 'воронка', 'leads', 'deals', 'contacts', 'pipeline'];

	it.each([
		['AmoCrm', [...COMMON, ...CARDS, 'компания', 'задача', 'chat', 'чат']],
		['AmoCrmTrigger', [...COMMON, ...CARDS, 'webhook', 'событие']],
		['AmoCrmPollingTrigger', [...COMMON, ...CARDS, 'polling', 'события']],
		['AmoCrmInstallTrigger', [...COMMON, 'install', 'OAuth', 'интеграция', 'установка']],
		['AmoCrmChatTrigger', [...COMMON, 'chat', 'чат', 'мессенджер']],
		['AmoCrmWidgetTrigger', [...COMMON, 'widget', 'виджет', 'Salesbot', 'бот']],
	])('finds %s by the words that people type', (folder, words) => {
		const { node, alias } = codexOf(folder);

		expect(node.split('.')[1]).toBe(folder.replace('A', 'a'));
		expect(alias).toEqual(expect.arrayContaining(words));
		expect(alias).toEqual([...new Set(alias)]);
	});

	it('shows the description of the trigger at the entry of both: it speaks of actions, too', () => {
		const { description } = nodeNamed('amoCrmTrigger').description;

		expect(nodeNamed('amoCrm').description.description).toBe(description);
		expect(description).toMatch(/^Work with/);
		expect(description).toContain('or start when');
	});

	it('cuts "Trigger" off the names of triggers, which are still told apart', () => {
		const names = nodes.map(({ description }) => description.displayName.replace(' Trigger', ''));
		// The trigger of the CRM shares its entry with the action node.
		expect(new Set(names).size).toBe(nodes.length - 1);
	});
});

describe('a trigger', () => {
	const triggers = () => nodes.filter(({ description }) => description.group.includes('trigger'));

	it('says what happens when its workflow is published, and how it is tried out', () => {
		expect(triggers()).toHaveLength(5);
		for (const { description } of triggers()) {
			expect(description.activationMessage).toMatch(/\.$/);
			expect(description.triggerPanel).toMatchObject({
				header: expect.stringMatching(/^(Wait|Fetch)/),
				executionsHelp: {
					active: expect.stringContaining('data-key="executions"'),
					inactive: expect.stringContaining('publish'),
				},
			});
		}
	});

	it('says what it waits for, unless it fetches events by itself', () => {
		for (const { description } of triggers())
			expect(description.eventTriggerDescription === undefined).toBe(description.polling === true);
	});
});

it('the AI builder is told of each node when to use it, and of others by names that exist', () => {
	const types = nodes.map(({ description }) => nodeType(description.name));
	for (const { description } of nodes) {
		const { searchHint, relatedNodes = [] } = description.builderHint ?? {};
		expect(searchHint).toMatch(/\.$/);
		expect(relatedNodes.length).toBeGreaterThan(0);
		expect(types).toEqual(expect.arrayContaining(relatedNodes.map(({ nodeType }) => nodeType)));
	}
});

it('the AI builder is told how an account is reached, in every node that has a choice', () => {
	const choices = nodes.flatMap(({ description }) =>
		description.properties.filter(({ name }) => ['authentication', 'account'].includes(name)),
	);
	expect(choices.length).toBeGreaterThan(4);
	for (const { builderHint } of choices) expect(builderHint?.propertyHint).toMatch(/\.$/);
});
