import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { validateNodeDescription } from 'n8n-core/dist/nodes-loader/validate-node-description';
import { findLastIndex } from 'lodash';
import {
	NodeHelpers,
	type INode,
	type INodeProperties,
	type INodePropertyOptions,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { packageNodes } from '../../tools/contract/packageTypes';
import { credentialTypes } from './support/nodeTypes';
import { withInner, type Placed } from '../../tools/contract/properties';
import { resources } from '../../nodes/AmoCrm/resources';

const allOf = ({ properties }: INodeTypeDescription) =>
	properties.flatMap((property) => withInner(property));

const valuesOf = ({ type, options = [] }: INodeProperties): unknown[] =>
	type === 'boolean'
		? [true, false]
		: (options as INodePropertyOptions[]).map(({ value }) => value);

const modesOf = ({ modes = [] }: INodeProperties) => modes.map(({ name }) => name);

/** The methods that a description names, by kind. */
function methodsNamedBy(description: INodeTypeDescription): Array<[kind: string, name: string]> {
	return allOf(description).flatMap(({ property }): Array<[string, string]> => {
		const { loadOptionsMethod, resourceMapper } = property.typeOptions ?? {};
		const lists = (property.modes ?? []).map(({ typeOptions }) => typeOptions?.searchListMethod);
		return [
			...(loadOptionsMethod ? [['loadOptions', loadOptionsMethod] as [string, string]] : []),
			...(resourceMapper?.resourceMapperMethod
				? [['resourceMapping', resourceMapper.resourceMapperMethod] as [string, string]]
				: []),
			...lists
				.filter((name) => name !== undefined)
				.map((name): [string, string] => ['listSearch', name]),
		];
	});
}

const methodsOf = ({ methods = {} }: INodeType): Array<[kind: string, name: string]> =>
	Object.entries(methods).flatMap(([kind, named]) =>
		Object.keys(named as object).map((name): [string, string] => [kind, name]),
	);

/** The parameters that the sources of a node ask for by name. */
function parametersReadBy({ constructor }: INodeType): string[] {
	const folder = join(__dirname, '../../nodes', constructor.name);
	const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
	const sources = files.filter((file) => file.endsWith('.ts'));
	return sources.flatMap((file) => {
		const text = readFileSync(join(folder, file), 'utf8');
		const reads = text.matchAll(/\b(?:p|getNodeP|getCurrentNodeP)arameter(?:<[^(]*>)?\(\s*'(\w+)/g);
		return [...reads].map(([, name]) => name);
	});
}

let nodes: INodeType[];

beforeAll(async () => {
	nodes = await packageNodes();
});

const eachNode = (check: (node: INodeType, properties: Placed[]) => void) => {
	expect(nodes.length).toBeGreaterThan(0);
	for (const node of nodes) check(node, allOf(node.description));
};

describe('every node', () => {
	/** n8n loads no node of a package of which one description does not pass. */
	it('is one that n8n loads', () => {
		eachNode(({ description }) => {
			expect(() => validateNodeDescription(description)).not.toThrow();
		});
	});

	it('has the methods that its description names, and no other', () => {
		eachNode((node) => {
			const named = new Set(methodsNamedBy(node.description).map(String));
			expect(new Set(methodsOf(node).map(String))).toEqual(named);
		});
	});

	it('reads only parameters that its description has', () => {
		eachNode((node) => {
			const read = parametersReadBy(node);
			expect(read.length).toBeGreaterThan(0);
			expect(node.description.properties.map(({ name }) => name)).toEqual(
				expect.arrayContaining(read),
			);
		});
	});

	it('lets a resource locator be given by list and by id', () => {
		eachNode((_node, properties) => {
			for (const { property } of properties) {
				if (property.type !== 'resourceLocator') continue;
				const modes = property.modes?.map(({ name }) => name);
				expect(modes).toEqual(expect.arrayContaining(['list', 'id']));
				expect(modes).toContain((property.default as { mode: string }).mode);
			}
		});
	});

	it("shows the form of an update: n8n's own mode for it is empty where no field can be matched by", () => {
		eachNode((_node, properties) => {
			const modes = properties.map(({ property }) => property.typeOptions?.resourceMapper?.mode);
			expect(modes).not.toContain('update');
		});
	});

	it('tells an AI agent what each operation does, and how ids are found', () => {
		const node = nodes.find(({ description }) => description.usableAsTool);
		if (!node) throw new Error('No node is a tool.');
		const told = resources.flatMap(({ name, operations }) =>
			operations.map(({ name: operation, action }) => [
				NodeHelpers.getToolDescriptionForNode(
					{ parameters: { resource: name, operation } } as unknown as INode,
					node,
				),
				action,
			]),
		);
		expect(told.filter(([description, action]) => !description.includes(action))).toEqual([]);
		const locators = allOf(node.description).filter(({ property }) => property.modes);
		expect(locators.filter(({ property }) => !property.description)).toEqual([]);
	});

	it('requires no locator inside a collection', () => {
		eachNode((_node, properties) => {
			const nested = properties.filter(({ path }) => path.includes('.'));
			const required = nested.filter(
				({ property: { type, required } }) => type === 'resourceLocator' && required,
			);
			expect(required).toEqual([]);
		});
	});

	it('gives every operation an action and a description', () => {
		eachNode((_node, properties) => {
			for (const { property } of properties.filter(({ path }) => path === 'operation')) {
				for (const option of property.options as INodePropertyOptions[]) {
					expect(option).toEqual(
						expect.objectContaining({
							action: expect.stringMatching(/^[A-Z]/),
							description: expect.stringMatching(/^[A-Z]/),
						}),
					);
				}
			}
		});
	});

	it('shows and hides by parameters that exist, at values that they can have', () => {
		eachNode(({ description }, properties) => {
			const shown = [
				...properties.map(({ property }) => property),
				...(description.credentials ?? []),
			];
			for (const { displayOptions } of shown) {
				const conditions: Record<string, unknown[] | undefined> = {
					...displayOptions?.show,
					...displayOptions?.hide,
				};
				const bounds = (conditions['@version'] ?? []).map((one) =>
					typeof one === 'number' ? one : (one as { _cnd: { gte: number } })._cnd.gte,
				);
				expect([description.version].flat()).toEqual(expect.arrayContaining(bounds));
				delete conditions['@version'];
				for (const [path, wanted] of Object.entries(conditions)) {
					// `/languages` is a parameter of the node, wherever that is asked; `/card.mode` how a locator is given.
					const [name, mode] = path.replace(/^\//, '').split('.');
					const possible = description.properties
						.filter((property) => property.name === name)
						.flatMap(mode === 'mode' ? modesOf : valuesOf);
					expect(possible).toEqual(expect.arrayContaining(wanted as unknown[]));
				}
			}
		});
	});

	it('offers defaults that are among the options', () => {
		eachNode((_node, properties) => {
			for (const { property } of properties) {
				if (property.type !== 'options' || property.typeOptions?.loadOptionsMethod) continue;
				expect(valuesOf(property)).toContain(property.default);
			}
		});
	});

	it('names each credential type once: n8n looks only at the first entry of a name', () => {
		eachNode(({ description: { credentials = [] } }) => {
			const names = credentials.map(({ name }) => name);
			expect(names).toEqual([...new Set(names)]);
		});
	});

	it('takes only credential types of this package', async () => {
		const known = (await credentialTypes()).map(({ name }) => name);
		eachNode(({ description: { credentials = [] } }) => {
			for (const { name } of credentials) expect(known).toContain(name);
		});
	});

	it("passes n8n's defaults unchanged a second time", () => {
		eachNode(({ description }) => {
			const node = { typeVersion: 1 };
			const fill = (values: object) =>
				NodeHelpers.getNodeParameters(
					description.properties,
					values as never,
					true,
					false,
					node,
					description,
				);
			const once = fill({});
			expect(once).not.toBeNull();
			expect(fill(structuredClone(once ?? {}))).toEqual(once);
		});
	});
});

describe('the action node', () => {
	const action = () => nodes.find(({ description }) => description.name === 'amoCrm') as INodeType;

	/** The editor's rule: it counts `show`, not `hide`. */
	it('has Account straight below the credentials, which n8n shows below what they depend on', () => {
		const { credentials = [], properties } = action().description;
		const dependedOn = credentials.flatMap(({ displayOptions }) =>
			Object.keys(displayOptions?.show ?? {}),
		);
		const last = findLastIndex(properties, ({ name }) => dependedOn.includes(name));
		expect(properties[last + 1]).toMatchObject({ name: 'account' });
	});

	it.each(
		resources.flatMap(({ name, properties }) =>
			properties
				.filter((property) => property.name === 'operation')
				.flatMap(valuesOf)
				.map((operation) => ({ resource: name, operation: String(operation) })),
		),
	)('shows no parameter twice: $resource $operation', ({ resource, operation }) => {
		const { description } = action();
		for (const authentication of ['oAuth2', 'token', 'installedAccount']) {
			const values = { authentication, resource, operation };
			const node = { typeVersion: 1 };
			const names = description.properties
				.filter((property) => NodeHelpers.displayParameter(values, property, node, description))
				.map(({ name }) => name);
			expect(names).toEqual([...new Set(names)]);
			expect(names).toEqual(expect.arrayContaining(['resource', 'operation']));
		}
	});
});
