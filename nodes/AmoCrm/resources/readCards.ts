import type { IDataObject } from 'n8n-workflow';

import type { AccountSession } from '../../shared/account/session';
import { toUnixSeconds } from '../../shared/fields/time';
import { simplifyCard } from '../../shared/fields/simplify';
import { AmoCrmProblem } from '../../shared/problem';
import type { QueryValue } from '../../shared/transport/client';
import { readPages } from '../../shared/transport/pages';
import { withArticle, type CardDescription } from './card';
import { cardId } from './cardId';
import { cardLocator, includeParameter, simplifyParameter } from './cardParameters';
import { limitOf, listParameters } from './listParameters';
import { perItem, type Item, type Operation } from './resource';

const shown = (item: Item, card: IDataObject) =>
	item.parameter<boolean>('simplify', true) ? simplifyCard(card) : card;

const included = (item: Item) => item.parameter<string[]>('with', []).join(',');

/** Reads one card. */
export const getOperation = (card: CardDescription): Operation<AccountSession> => ({
	name: 'get',
	displayName: 'Get',
	description: `Retrieve ${withArticle(card.singular)}`,
	action: `Get ${withArticle(card.singular)}`,
	properties: [cardLocator(card), simplifyParameter, includeParameter(card)],
	run: async (session, items) =>
		await perItem(items, async (item) => {
			const id = cardId(card, item);
			const found = await session.request({
				method: 'GET',
				path: `/api/v4/${card.path}/${id}`,
				query: { with: included(item) },
			});
			if (found) return [shown(item, found)];
			throw new AmoCrmProblem(
				'notFound',
				`The account ${session.domain} has no ${card.singular} ${id}.`,
				{
					hint: 'It was deleted, the user who granted access may not see it, or the id is of another account.',
				},
			);
		}),
});

interface Filters {
	query?: string;
	ids?: string;
	responsibleUserIds?: number[];
	createdFrom?: string;
	createdTo?: string;
	updatedFrom?: string;
	updatedTo?: string;
}

function moment(label: string, value: string | undefined): number | undefined {
	if (!value) return undefined;
	const seconds = toUnixSeconds(value);
	if (seconds !== undefined) return seconds;
	throw new AmoCrmProblem(
		'badInput',
		`"${String(value).slice(0, 80)}" in ${label} is not a date.`,
		{
			hint: 'Write it as 2026-01-31 or 2026-01-31T10:00:00Z.',
		},
	);
}

/** @see https://www.amocrm.ru/developers/content/crm_platform/filters-api */
function toQuery(item: Item): Record<string, QueryValue> {
	const filters = item.parameter<Filters>('filters', {});
	const order = item.parameter<{ sort?: { by?: string; direction?: string } }>('order', {}).sort;
	return {
		with: included(item),
		query: filters.query,
		'filter[id][]': (filters.ids ?? '').split(/[\s,]+/).filter(Boolean),
		'filter[responsible_user_id][]': filters.responsibleUserIds,
		'filter[created_at][from]': moment('Created After', filters.createdFrom),
		'filter[created_at][to]': moment('Created Before', filters.createdTo),
		'filter[updated_at][from]': moment('Updated After', filters.updatedFrom),
		'filter[updated_at][to]': moment('Updated Before', filters.updatedTo),
		...(order?.by ? { [`order[${order.by}]`]: order.direction ?? 'asc' } : {}),
	};
}

/** Reads many cards, page by page. */
export const getAllOperation = (card: CardDescription): Operation<AccountSession> => ({
	name: 'getAll',
	displayName: 'Get Many',
	description: `Retrieve a list of ${card.plural}`,
	action: `Get many ${card.plural}`,
	properties: [
		...listParameters,
		simplifyParameter,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			options: [
				{ displayName: 'Created After', name: 'createdFrom', type: 'dateTime', default: '' },
				{ displayName: 'Created Before', name: 'createdTo', type: 'dateTime', default: '' },
				{
					displayName: 'IDs',
					name: 'ids',
					type: 'string',
					default: '',
					placeholder: 'e.g. 501, 502',
					description: 'Numbers of cards, separated by commas',
				},
				{
					displayName: 'Responsible User Names or IDs',
					name: 'responsibleUserIds',
					type: 'multiOptions',
					typeOptions: { loadOptionsMethod: 'getUsers' },
					default: [],
					description:
						'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
				},
				{
					displayName: 'Search Text',
					name: 'query',
					type: 'string',
					default: '',
					description: 'Looked for in all fields, phones and e-mails included',
				},
				{ displayName: 'Updated After', name: 'updatedFrom', type: 'dateTime', default: '' },
				{ displayName: 'Updated Before', name: 'updatedTo', type: 'dateTime', default: '' },
			],
		},
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
						{
							displayName: 'By',
							name: 'by',
							type: 'options',
							options: card.orders,
							default: 'id',
						},
						{
							displayName: 'Direction',
							name: 'direction',
							type: 'options',
							options: [
								{ name: 'Ascending', value: 'asc' },
								{ name: 'Descending', value: 'desc' },
							],
							default: 'asc',
						},
					],
				},
			],
		},
		includeParameter(card),
	],
	run: async (session, items) =>
		await perItem(items, async (item) => {
			const limit = limitOf(item);
			const call = { path: `/api/v4/${card.path}`, query: toQuery(item) };
			const cards = await readPages(session, call, card.path, limit);
			return cards.map((found) => shown(item, found));
		}),
});
