import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { isBlank, splitList, TEXTS_TAKEN, toText } from '../../shared/fields/values';
import { AmoCrmProblem } from '../../shared/problem';
import type { QueryValue } from '../../shared/transport/client';
import { FIRST_VERSION, SINCE_1_1 } from './entity';
import { textsIn } from './filter';
import { choiceOf, countOf, flagOf, required, wordAmong, wordOf } from './input';
import type { Item } from './operation';

const returnAll: INodeProperties = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
};

const limit: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	displayOptions: { show: { returnAll: [false] } },
	description: 'Max number of results to return',
};

/** How many results a list gives; at the same place in every Get Many. */
export const listParameters = [returnAll, limit];

export const limitOf = (item: Item): number =>
	flagOf(item, returnAll) ? Infinity : countOf(item, limit);

/** The form for people, or amoCRM's own. */
const simplifyParameter: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	displayOptions: { show: FIRST_VERSION },
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** The same since version 1.1, where simplified is what people read. */
const outputParameter: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	default: 'simplified',
	displayOptions: { show: SINCE_1_1 },
	options: [
		{ name: 'Raw', value: 'raw', description: 'As amoCRM gives it' },
		{ name: 'Selected Fields', value: 'selectedFields', description: 'Of the simplified, some' },
		{
			name: 'Simplified',
			value: 'simplified',
			description: 'Custom fields by name, times with their offset, names beside IDs',
		},
	],
	description: 'What comes out of each',
};

const fieldsParameter: INodeProperties = {
	displayName: 'Fields to Return',
	name: 'outputFields',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. name, price, custom_fields.Size',
	displayOptions: { show: { ...SINCE_1_1, output: ['selectedFields'] } },
	description:
		'Names of fields, separated by commas; a dot stands before one that is inside another',
};

/** In what form an entity comes out. */
export const outputParameters = [simplifyParameter, outputParameter, fieldsParameter];

export interface OutputForm {
	isSimplified: boolean;
	/** As people read it. */
	isReadable: boolean;
	/** Only these of it. */
	fields?: string[];
}

/** @throws AmoCrmProblem `badInput` where no field is named */
export function outputOf(item: Item): OutputForm {
	const { isReadable = false } = item;
	if (!isReadable) return { isSimplified: flagOf(item, simplifyParameter), isReadable };
	const output = wordOf(item, outputParameter);
	if (output !== 'selectedFields') return { isSimplified: output !== 'raw', isReadable };
	const { name, displayName } = fieldsParameter;
	const fields = textsIn(displayName, item.parameter<unknown>(name, ''));
	if (fields.length > 0) return { isSimplified: true, isReadable, fields };
	throw new AmoCrmProblem('badInput', `"${displayName}" is missing.`, {
		hint: 'Name at least one field, or choose another output.',
	});
}

const readWord = required('Include', toText, TEXTS_TAKEN);

/** What `with` asks for, where anything can be asked for. */
export const includeParameters = (options: INodePropertyOptions[] = []): INodeProperties[] =>
	options.length === 0
		? []
		: [
				{
					displayName: 'Include',
					name: 'with',
					type: 'multiOptions',
					default: [],
					options,
					description: 'What to add to the answer',
				},
			];

export const includedIn = (
	item: Item,
	options: INodePropertyOptions[] = [],
): Record<string, QueryValue> =>
	options.length === 0
		? {}
		: { with: splitList(item.parameter<unknown>('with', [])).map(readWord).join(',') };

const DIRECTIONS: INodePropertyOptions[] = [
	{ name: 'Ascending', value: 'asc' },
	{ name: 'Descending', value: 'desc' },
];

/** What lists can be ordered by, where amoCRM orders them. */
export const orderParameters = (orders: INodePropertyOptions[] = []): INodeProperties[] =>
	orders.length === 0
		? []
		: [
				{
					displayName: 'Order',
					name: 'order',
					type: 'fixedCollection',
					placeholder: 'Add order',
					default: {},
					options: [
						{
							displayName: 'Sort',
							name: 'sort',
							values: [
								{ displayName: 'By', name: 'by', ...choiceOf(orders) },
								{
									displayName: 'Direction',
									name: 'direction',
									type: 'options',
									options: DIRECTIONS,
									default: 'asc',
								},
							],
						},
					],
				},
			];

type Direction = 'asc' | 'desc';

/** What a list is ordered by. */
export interface Order {
	by: string;
	direction: Direction;
}

/** Refuses an order that amoCRM does not know: it would ignore that. */
export function orderOf(item: Item, orders: INodePropertyOptions[] = []): Order | undefined {
	if (orders.length === 0) return undefined;
	const { sort = {} } = item.parameter<{ sort?: IDataObject }>('order', {});
	const { by, direction } = sort;
	if (isBlank(by)) return undefined;
	return {
		by: wordAmong('By', by, orders),
		direction: isBlank(direction)
			? 'asc'
			: (wordAmong('Direction', direction, DIRECTIONS) as Direction),
	};
}

export const orderQuery = (order?: Order): Record<string, QueryValue> =>
	order ? { [`order[${order.by}]`]: order.direction } : {};
