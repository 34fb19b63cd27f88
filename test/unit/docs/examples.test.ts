import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { NodeHelpers, type INode, type INodeProperties, type INodeType } from 'n8n-workflow';

import { packageNodes, typeName } from '../../../tools/contract/packageTypes';

interface Example {
	nodes: INode[];
}

const folder = join(__dirname, '../../../examples');

const examples = readdirSync(folder).map((file): [string, Example] => [
	file,
	JSON.parse(readFileSync(join(folder, file), 'utf8')) as Example,
]);

let types: Map<string, INodeType>;

beforeAll(async () => {
	const nodes = await packageNodes();
	types = new Map(nodes.map((node) => [typeName(node.description), node]));
});

/** n8n makes a tool of a node by adding this to its name. */
const typeOf = ({ type }: INode) => types.get(type.replace(/Tool$/, ''));

/** Everything that the editor shows of these parameters by name. */
function labels(properties: INodeProperties[]): string[] {
	return properties.flatMap(({ displayName, options = [], modes = [] }) => [
		displayName,
		...modes.map((mode) => mode.displayName),
		...options.flatMap((option) => {
			if ('values' in option) return [option.displayName, ...labels(option.values)];
			return 'value' in option ? [option.name] : labels([option]);
		}),
	]);
}

describe.each(examples)('%s', (_file, { nodes }) => {
	it('sets only parameters that its nodes have, to values that they offer', () => {
		const faults = nodes.flatMap((node) => {
			const type = typeOf(node);
			if (type === undefined) return [];
			const { properties } = type.description;
			const known = NodeHelpers.getNodeParameters(
				properties,
				node.parameters,
				true,
				false,
				node,
				type.description,
			);
			const { resource, operation } = node.parameters;
			const operations = properties
				.filter(({ name, displayOptions }) => {
					const shown = displayOptions?.show?.resource as unknown[] | undefined;
					return name === 'operation' && shown?.includes(resource);
				})
				.flatMap(({ options = [] }) => options.map((option) => 'value' in option && option.value));
			return [
				...Object.keys(node.parameters).filter((name) => known?.[name] === undefined),
				...(operation === undefined || operations.includes(operation as string)
					? []
					: [`operation ${String(operation)}`]),
			].map((fault) => `${node.name}: ${fault}`);
		});
		expect(faults).toEqual([]);
	});

	it('names in its notes only nodes of its own, and what the editor shows', () => {
		const shown = new Set([
			...nodes.map(({ name }) => name),
			...[...types.values()].flatMap(({ description }) => [
				description.displayName,
				...labels(description.properties),
			]),
			// What is no name: the button of an agent, and words that are stressed.
			...['+', 'or', 'или'],
		]);
		const notes = nodes.map(({ parameters }) => String(parameters.content ?? ''));
		const named = notes.flatMap((note) =>
			[...note.matchAll(/\*\*(.+?)\*\*/g)].map(([, name]) => name),
		);
		expect(named.filter((name) => !shown.has(name))).toEqual([]);
	});

	it('has each note in both languages', () => {
		const notes = nodes.filter(({ type }) => type.endsWith('.stickyNote'));
		const russian = notes.filter(({ name }) => /\p{Script=Cyrillic}/u.test(name));
		expect(notes).toHaveLength(2 * russian.length);
		expect(notes.length).toBeGreaterThan(0);
	});
});
