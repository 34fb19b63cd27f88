import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { isBlank, TEXTS_TAKEN, toText } from '../../shared/fields/values';
import { splitList } from '../../shared/splitList';
import type { QueryValue } from '../../shared/transport/client';
import { choiceOf, countOf, flagOf, required, wordAmong } from './input';
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
export const simplifyParameter: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

export const isSimplified = (item: Item) => flagOf(item, simplifyParameter);

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

/** An order that amoCRM does not know it would pass over. */
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
