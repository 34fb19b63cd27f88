import type { INodePropertyOptions } from 'n8n-workflow';

import type { AccountOperation } from '../factories/operation';
import { getOperation, listOperation } from '../factories/readOperations';
import { createOperation, updateOperation } from '../factories/writeOperations';
import type { Card } from './card';
import { customFieldsFilter } from './customFieldsFilter';
import { mapperForm, refuseEmpty } from './mapperForm';
import { upsertOperation } from './upsert/operation';
import { returnCards, returnForm } from './wholeCard';

/** Creates cards, many items in few requests. */
export const createCards = (card: Card): AccountOperation =>
	returnCards(
		card,
		createOperation(card, returnForm(card, refuseEmpty(card, mapperForm(card, 'add')))),
	);

/** Updates cards; fields that are not mapped stay as they are. */
export const updateCards = (card: Card): AccountOperation =>
	returnCards(card, updateOperation(card, returnForm(card, mapperForm(card, 'update'))));

/** Reads one card. */
export const getCard = (card: Card): AccountOperation =>
	getOperation(card, { includes: card.includes });

const byName = (a: INodePropertyOptions, b: INodePropertyOptions) => a.name.localeCompare(b.name);

/** Reads many cards, page by page. */
export const listCards = (card: Card): AccountOperation =>
	listOperation(card, {
		filters: card.canFilter ? [...card.filters, customFieldsFilter(card)] : card.filters,
		orders: card.orders,
		includes: [...card.includes, ...(card.listIncludes ?? [])].sort(byName),
		readBy: card.orders.some(({ value }) => value === 'id') ? 'id' : undefined,
	});

/** Creates cards, or updates those that are found. */
export const upsertCards = (card: Card): AccountOperation =>
	returnCards(card, upsertOperation(card));
