import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { attempt } from '../../shared/attempt';

/** One input item as operations see it. */
export interface Item {
	index: number;
	json: IDataObject;
	/** The node's parameter, resolved for this item. */
	parameter<T>(name: string, fallback?: T): T;
}

/** What an operation made of one input item. */
export type Result = { output: IDataObject[] } | { problem: unknown };

/** What a group of items acts on: one account, or the integration. */
export interface Target {
	/** The same for items that can share requests. */
	readonly key: string;
}

/** One operation, one file: what the editor shows and what is done with the items. */
export interface Operation<T extends Target> {
	/** n8n's word: `create`, `get`, `getAll`, `update`. */
	name: string;
	displayName: string;
	description: string;
	/** How n8n's node panel calls it: `Create a lead`. */
	action: string;
	properties: INodeProperties[];
	/** Handles all items of one target; gives one result per item, in their order. */
	run(target: T, items: Item[]): Promise<Result[]>;
}

export interface ResourceDescription<T extends Target> {
	name: string;
	displayName: string;
	operations: Array<Operation<T>>;
	/** Opens what an item acts on. */
	reach(functions: IExecuteFunctions, item: Item): Promise<T>;
}

/** A resource as the node knows it. */
export interface Resource {
	name: string;
	displayName: string;
	properties: INodeProperties[];
	/** One result per item, in their order. */
	execute(functions: IExecuteFunctions, operation: string, items: Item[]): Promise<Result[]>;
}

/** Does something with each item by itself; an error stays with its item. */
export async function perItem(
	items: Item[],
	work: (item: Item) => Promise<IDataObject[]>,
): Promise<Result[]> {
	const results: Result[] = [];
	for (const item of items) {
		const done = await attempt(work(item));
		results.push(done.ok ? { output: done.value } : { problem: done.error });
	}
	return results;
}

/** Restricts properties to one operation of one resource, beside the conditions that they have. */
function shownFor(
	resource: string,
	operation: string,
	properties: INodeProperties[],
): INodeProperties[] {
	return properties.map((property) => ({
		...property,
		displayOptions: {
			...property.displayOptions,
			show: { ...property.displayOptions?.show, resource: [resource], operation: [operation] },
		},
	}));
}

function operationProperty<T extends Target>({
	name,
	operations,
}: ResourceDescription<T>): INodeProperties {
	const sorted = [...operations].sort((a, b) => a.displayName.localeCompare(b.displayName));
	const property: INodeProperties = {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [name] } },
		options: sorted.map((operation) => ({
			name: operation.displayName,
			value: operation.name,
			description: operation.description,
			action: operation.action,
		})),
		default: '',
	};
	return { ...property, default: sorted[0].name };
}

type Reached<T> = { item: Item; target: T } | { item: Item; problem: unknown };

/** Opens the target of every item. */
async function reachAll<T extends Target>(
	reach: ResourceDescription<T>['reach'],
	functions: IExecuteFunctions,
	items: Item[],
): Promise<Array<Reached<T>>> {
	const reached: Array<Reached<T>> = [];
	for (const item of items) {
		const opened = await attempt(reach(functions, item));
		reached.push(opened.ok ? { item, target: opened.value } : { item, problem: opened.error });
	}
	return reached;
}

/** Items that share a target go together, so that they can share requests. */
function groupByTarget<T extends Target>(
	reached: Array<Reached<T>>,
): Array<{ target: T; items: Item[] }> {
	const groups = new Map<string, { target: T; items: Item[] }>();
	for (const entry of reached) {
		if (!('target' in entry)) continue;
		const group = groups.get(entry.target.key) ?? { target: entry.target, items: [] };
		group.items.push(entry.item);
		groups.set(entry.target.key, group);
	}
	return [...groups.values()];
}

/** Makes a resource of its description. */
export function defineResource<T extends Target>(description: ResourceDescription<T>): Resource {
	const { name, displayName, operations, reach } = description;
	return {
		name,
		displayName,
		properties: [
			operationProperty(description),
			...operations.flatMap((operation) => shownFor(name, operation.name, operation.properties)),
		],
		async execute(functions, operationName, items) {
			const operation = operations.find((candidate) => candidate.name === operationName);
			if (!operation)
				throw new RangeError(`The resource ${name} has no operation ${operationName}`);
			const reached = await reachAll(reach, functions, items);
			const results = new Map<number, Result>();
			for (const entry of reached) {
				if ('problem' in entry) results.set(entry.item.index, { problem: entry.problem });
			}
			for (const { target, items: group } of groupByTarget(reached)) {
				const done = await attempt(operation.run(target, group));
				group.forEach(({ index }, position) =>
					results.set(index, done.ok ? done.value[position] : { problem: done.error }),
				);
			}
			return items.map(({ index }) => results.get(index) ?? { output: [] });
		},
	};
}
