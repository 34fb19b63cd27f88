import type { IExecuteFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { sessionOpener } from '../../shared/account/open';
import type { AccountLocator, AccountSession, Authentication } from '../../shared/account/session';
import { mapParallel } from '../../shared/mapParallel';
import { settle } from '../../shared/settle';
import type { Entity } from './entity';
import type { Form } from './form';
import { tellOnce } from './list';
import type { AccountOperation, Item, Operation, Result, Target } from './operation';
import { getOperation, listOperation } from './readOperations';
import { createOperation, deleteOperation, updateOneOperation } from './writeOperations';

export interface ResourceDescription<T extends Target> {
	name: string;
	displayName: string;
	operations: Array<Operation<T>>;
	/** Operations that act on nothing outside n8n: they need no credential. */
	offline?: Array<Operation<Target>>;
	/** Makes what opens what each item acts on; credentials are read once for all of them. */
	reach(functions: IExecuteFunctions): (item: Item) => Promise<T>;
}

export type OperationSummary = Omit<Operation<Target>, 'run'>;

/** A resource as the node knows it. */
export interface Resource {
	name: string;
	displayName: string;
	properties: INodeProperties[];
	/** What the node tells about its operations, in lists and in the documentation. */
	operations: OperationSummary[];
	/** Names of those that need no credential. */
	offline: string[];
	/** One result per item, in their order; none of an item that was left out when the run ended. */
	execute(
		functions: IExecuteFunctions,
		operation: string,
		items: Item[],
	): Promise<Array<Result | undefined>>;
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

function operationProperty(name: string, operations: OperationSummary[]): INodeProperties {
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

/** Opens the target of every item, several at once: installed accounts are looked up together then. */
const reachAll = async <T extends Target>(
	reach: (item: Item) => Promise<T>,
	items: Item[],
): Promise<Array<Reached<T>>> =>
	await mapParallel(items, async (item) => {
		const opened = await settle(reach(item));
		return opened.ok ? { item, target: opened.value } : { item, problem: opened.error };
	});

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

/** Does the operation with what each item acts on. */
async function runOn<T extends Target>(
	operation: Operation<T>,
	reach: (item: Item) => Promise<T>,
	functions: IExecuteFunctions,
	items: Item[],
): Promise<Array<Result | undefined>> {
	const { ending } = items[0];
	const reached = await reachAll(reach, items);
	const results = new Map<number, Result>();
	for (const entry of reached) {
		if (!('problem' in entry)) continue;
		results.set(entry.item.index, { problem: entry.problem });
		if (ending) ending.isOver = true;
	}
	for (const { target, items: group } of groupByTarget(reached)) {
		if (ending?.isOver) break;
		const done = await settle(operation.run(target, group, functions));
		group.forEach(({ index }, position) => {
			const result = done.ok ? done.value[position] : { problem: done.error };
			if (result) results.set(index, result);
			if (ending && result && 'problem' in result) ending.isOver = true;
		});
	}
	return items.map(({ index }) => results.get(index));
}

const NOTHING: Target = { key: '' };

/** Makes a resource of its description. */
export function defineResource<T extends Target>(description: ResourceDescription<T>): Resource {
	const { name, displayName, operations, offline = [], reach } = description;
	const all: OperationSummary[] = [...operations, ...offline];
	return {
		name,
		displayName,
		properties: [
			operationProperty(name, all),
			...all.flatMap((operation) => shownFor(name, operation.name, operation.properties)),
		],
		operations: all,
		offline: offline.map((operation) => operation.name),
		async execute(functions, operationName, items) {
			const operation = operations.find((candidate) => candidate.name === operationName);
			if (operation) return await runOn(operation, reach(functions), functions, items);
			const other = offline.find((candidate) => candidate.name === operationName);
			if (other) return await runOn(other, async () => NOTHING, functions, items);
			throw new RangeError(`The resource ${name} has no operation ${operationName}`);
		},
	};
}

/** A resource whose operations act in one account, reached by whichever way the node was given. */
export function inAccount(
	description: Omit<ResourceDescription<AccountSession>, 'reach' | 'operations'> & {
		operations: AccountOperation[];
	},
): Resource {
	return defineResource({
		...description,
		reach: (functions) => {
			const open = sessionOpener(functions);
			const tell = tellOnce(functions);
			return async (item) => {
				const session = await open(item.parameter<Authentication>('authentication'), () =>
					item.parameter<AccountLocator>('account'),
				);
				if (session.notice) tell(session.notice);
				return session;
			};
		},
	});
}

interface Dictionary {
	displayName: string;
	/** The form of a new entry. */
	create: Form;
	/** The form of a change. */
	update: Form;
	/** What `with` may ask for. */
	includes?: INodePropertyOptions[];
}

/** A short list of the account's settings with the five usual operations; entries are changed one by one. */
export const dictionaryResource = (
	entity: Entity,
	{ displayName, create, update, includes }: Dictionary,
): Resource =>
	inAccount({
		name: entity.name,
		displayName,
		operations: [
			createOperation(entity, create),
			deleteOperation(entity),
			getOperation(entity, { includes }),
			listOperation(entity, { includes }),
			updateOneOperation(entity, update),
		],
	});
