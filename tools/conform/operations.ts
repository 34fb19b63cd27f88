import { get, memoize } from 'lodash';
import type { IExecuteFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { AccountOperation, Item } from '../../nodes/AmoCrm/factories/operation';
import { resources } from '../../nodes/AmoCrm/resources';
import type { AccountSession } from '../../nodes/shared/account/session';
import type { Query as NodeQuery } from '../../nodes/shared/transport/client';
import type { Query } from './ask';

/** What the node can be asked to read: taken from the node's own operations, so that nothing of it is forgotten. */
export interface ReadOperation {
	/** `lead` */
	resource: string;
	/** `getAll` */
	name: string;
	/** `/api/v4/leads/{id}` */
	path: string;
	/** What `with` may ask for. */
	includes: string[];
	orders: string[];
	/** What its filters ask for, with values that stand for real ones. */
	filters: Query[];
	/** What its parameters of fixed choices may fill into the path: `cardType`. */
	choices: Record<string, string[]>;
}

const valuesOf = (options: INodeProperties['options'] = []): string[] =>
	(options as INodePropertyOptions[]).map(({ value }) => String(value));

/** A value that a filter can read; what is asked for is put in its place later. */
const PLACEHOLDERS: Partial<Record<INodeProperties['type'], unknown>> = {
	dateTime: '2026-01-31T10:00:00Z',
	number: 5,
	boolean: true,
	string: '1',
};

function placeholderFor({ type, options, typeOptions }: INodeProperties): unknown {
	if (type === 'options') return valuesOf(options)[0];
	if (type !== 'multiOptions') return PLACEHOLDERS[type];
	if (typeOptions?.loadOptionsMethod?.startsWith('getStages')) return ['1/1'];
	return typeOptions?.loadOptionsMethod ? ['1'] : valuesOf(options).slice(0, 1);
}

class Noted extends Error {
	constructor(readonly query: NodeQuery) {
		super('Noted');
	}
}

/** An account that only notes what it is asked for. */
const noting = {
	key: 'conform',
	domain: 'example.amocrm.ru',
	platform: 'amocrm',
	request: async ({ query = {} }: { query?: NodeQuery }) => await Promise.reject(new Noted(query)),
} as unknown as AccountSession;

const OWN = ['page', 'limit', 'with'];

/** What the operation asks amoCRM for with these filters. */
async function asked(operation: AccountOperation, filters: object): Promise<Query | undefined> {
	const defaults = Object.fromEntries(
		operation.properties.map(({ name, default: usual }) => [name, usual]),
	);
	// Every part of a path is an id.
	const ids = Object.fromEntries(
		operation.properties
			.filter(({ type }) => type === 'resourceLocator')
			.map(({ name }) => [name, { __rl: true, mode: 'id', value: '1' }]),
	);
	const parameters = { ...defaults, ...ids, entity: 'leads', filters };
	const read = <T>(name: string, fallback?: T) => get(parameters, name, fallback) as T;
	const item = { index: 0, json: {}, zone: 'UTC', parameter: read, saved: read } as unknown as Item;
	const functions = { addExecutionHints: () => undefined } as unknown as IExecuteFunctions;
	const [result] = await operation.run(noting, [item], functions);
	const { problem } = result as { problem?: unknown };
	if (!(problem instanceof Noted)) return undefined;
	const pairs = Object.entries(problem.query).filter(
		([name, value]) => !OWN.includes(name) && !name.startsWith('order[') && value !== undefined,
	);
	return Object.fromEntries(
		pairs.map(([name, value]) => [name, Array.isArray(value) ? value.map(String) : String(value)]),
	);
}

/** Filters that amoCRM takes only together with another. */
const TOGETHER: Record<string, string[]> = {
	'task getAll': ['entityType', 'entityIds'],
	'link getAll': ['toType', 'toId'],
	'event getAll': ['entities', 'entityIds'],
	'talk getAll': ['entityType', 'entityIds'],
};

async function filtersOf(resource: string, operation: AccountOperation): Promise<Query[]> {
	const properties = (operation.properties.find(({ name }) => name === 'filters')?.options ??
		[]) as INodeProperties[];
	const single = properties.filter(({ type }) => type in PLACEHOLDERS || /ptions$/.test(type));
	const together = TOGETHER[`${resource} ${operation.name}`] ?? [];
	const sets = [
		...single.filter(({ name }) => !together.slice(1).includes(name)).map((one) => [one]),
		...(together.length > 0 ? [single.filter(({ name }) => together.includes(name))] : []),
	];
	const queries: Query[] = [];
	for (const set of sets) {
		const filters = Object.fromEntries(set.map((one) => [one.name, placeholderFor(one)]));
		const query = await asked(operation, filters);
		if (query && Object.keys(query).length > 0) queries.push(query);
	}
	return queries;
}

function choicesIn({ properties }: AccountOperation, path: string): Record<string, string[]> {
	const gaps = [...path.matchAll(/\{(\w+)\}/g)].map(([, gap]) => gap);
	const found = gaps.flatMap((gap) => {
		const property = properties.find(({ name, type }) => name === gap && type === 'options');
		return property ? [[gap, valuesOf(property.options)] as const] : [];
	});
	return Object.fromEntries(found);
}

const optionsAt = ({ properties }: AccountOperation, name: string, path: string[]) =>
	valuesOf(
		get(
			properties.find((one) => one.name === name),
			path,
		) as INodeProperties['options'],
	);

/** The bytes of a file are no answer to compare; the cards that a file hangs on may not have been read. */
const LEFT_OUT = ['file download', 'file getLinks'];

/** What a token of the account opens; chats have a key of their own. */
const READS = /^GET \/(api\/v4|v1\.0)\//;

/** Every reading operation of the node. */
export const readOperations = memoize(async (): Promise<ReadOperation[]> => {
	const all = resources.flatMap(({ name: resource, operations }) =>
		(operations as AccountOperation[]).map((operation) => ({ resource, operation })),
	);
	const reading = all.filter(
		({ resource, operation: { api = '', name } }) =>
			READS.test(api) && !LEFT_OUT.includes(`${resource} ${name}`),
	);
	return await Promise.all(
		reading.map(async ({ resource, operation }) => {
			const path = operation.api.replace('GET ', '');
			return {
				resource,
				name: operation.name,
				path,
				includes: optionsAt(operation, 'with', ['options']),
				orders: optionsAt(operation, 'order', ['options', '0', 'values', '0', 'options']),
				filters: await filtersOf(resource, operation),
				choices: choicesIn(operation, path),
			};
		}),
	);
});
