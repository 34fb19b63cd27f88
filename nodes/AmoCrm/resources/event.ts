import type { IDataObject } from 'n8n-workflow';

import { eventTypes, users } from '../../shared/editor/lookup';
import { readStages, stagesAnywhere, stagesQuery } from '../../shared/editor/pipelines';
import { EVENTS_PAGE_SIZE } from '../../shared/transport/pages';
import { type Entity, textId } from '../factories/entity';
import {
	choiceFilter,
	choicesFilter,
	type Filter,
	idsFilter,
	lookupFilter,
	momentFilters,
	numbersIn,
	readAs,
	textFilter,
	textsIn,
} from '../factories/filter';
import { getOperation, listOperation } from '../factories/readOperations';
import { inAccount } from '../factories/resource';

/** @see https://www.amocrm.ru/developers/content/crm_platform/events-and-notes */
const event: Entity = {
	name: 'event',
	singular: 'event',
	plural: 'events',
	path: '/api/v4/events',
	collection: 'events',
	id: textId,
	pageSize: EVENTS_PAGE_SIZE,
	label: ({ type, entity_type, entity_id }) =>
		`${String(type)} (${String(entity_type)} ${String(entity_id)})`,
};

const includes = [
	{ name: 'Name of the Catalog', value: 'catalog_name' },
	{ name: 'Name of the Catalog Element', value: 'catalog_element_name' },
	{ name: 'Name of the Company', value: 'company_name' },
	{ name: 'Name of the Contact', value: 'contact_name' },
	{ name: 'Name of the Customer', value: 'customer_name' },
	{ name: 'Name of the Lead', value: 'lead_name' },
	{ name: 'Note', value: 'note' },
];

const joined = (displayName: string, value: unknown) => numbersIn(displayName, value).join(',');

/** What changed, by its value before or after the event. */
function valueFilters(side: 'value_before' | 'value_after', word: 'Before' | 'After'): Filter[] {
	const key = (kind: string) => `filter[${side}][${kind}]`;
	return [
		{
			...lookupFilter(`stages${word}`, `Lead Stage ${word}`, side, stagesAnywhere),
			read: async (value, { session }) => ({
				query: stagesQuery(
					key('leads_statuses'),
					await readStages(session, `Lead Stage ${word}`, value),
				),
			}),
		},
		{
			...idsFilter(`customerStatuses${word}`, `Customer Status IDs ${word}`, side),
			read: (value) => ({
				query: Object.fromEntries(
					numbersIn(`Customer Status IDs ${word}`, value).map((status, index) => [
						`${key('customers_statuses')}[${index}][status_id]`,
						String(status),
					]),
				),
			}),
		},
		{
			...lookupFilter(`responsibleUsers${word}`, `Responsible User ${word}`, side, users),
			read: (value) => ({
				query: { [key('responsible_user_id')]: joined(`Responsible User ${word}`, value) },
			}),
		},
		{
			...idsFilter(`fieldOptions${word}`, `Field Option IDs ${word}`, side, {
				description:
					'Numbers of options of one custom field, separated by commas; goes together with its one type, custom_field_{ID}_value_changed',
			}),
			read: (value) => ({
				query: { [key('custom_field_values')]: joined(`Field Option IDs ${word}`, value) },
			}),
		},
		textFilter(`value${word}`, `Value ${word}`, key('value'), {
			description: 'For changes of names, prices, ratings and texts of fields',
		}),
	];
}

/** Changes of any custom field have a type of their own and those of each. */
const ANY_FIELD = /^custom_field_(?:\d+_)?value_changed$/;

const isOfType = (type: string, wanted: string) =>
	type === wanted || (ANY_FIELD.test(type) && ANY_FIELD.test(wanted));

/** Types are words, those of single fields too. */
const typesFilter: Filter = {
	...lookupFilter('types', 'Type', 'type', eventTypes),
	read: (value) => {
		const wanted = textsIn('Type', value);
		return {
			query: { 'filter[type][]': wanted },
			passes: ({ type }) => type === undefined || wanted.some((one) => isOfType(String(type), one)),
		};
	},
};

/** amoCRM takes no more cards and users in one question. */
const MOST_AT_ONCE = 10;

const isMessage = ({ type }: IDataObject) => /_chat_message$/.test(String(type));

const eventFilters: Filter[] = [
	{
		...textFilter('ids', 'IDs', 'filter[id][]', { description: 'Separated by commas' }),
		read: (value) => {
			const wanted = textsIn('IDs', value);
			return { query: { 'filter[id][]': wanted }, passes: ({ id }) => wanted.includes(String(id)) };
		},
	},
	typesFilter,
	choicesFilter(
		'entities',
		'Card Types',
		'entity',
		[
			{ name: 'Companies', value: 'company' },
			{ name: 'Contacts', value: 'contact' },
			{ name: 'Customers', value: 'customer' },
			{ name: 'Leads', value: 'lead' },
			{ name: 'Tasks', value: 'task' },
		],
		{ description: 'By an expression also elements of a catalog: catalog_{ID}' },
	),
	readAs(
		idsFilter('entityIds', 'Card IDs', 'entity_id', {
			description: 'Whole numbers, separated by commas; goes together with one Card Type',
		}),
		({ passes }) => ({
			maxValues: MOST_AT_ONCE,
			// Messages of a contact may come with its lead.
			passes: (event) => isMessage(event) || passes?.(event) !== false,
		}),
	),
	readAs(lookupFilter('createdBy', 'Created By', 'created_by', users), () => ({
		maxValues: MOST_AT_ONCE,
	})),
	...momentFilters('created', 'Created', 'created_at'),
	...valueFilters('value_before', 'Before'),
	...valueFilters('value_after', 'After'),
];

const getTypes = {
	...listOperation(
		{
			name: 'eventType',
			singular: 'event type',
			plural: 'event types',
			path: '/api/v4/events/types',
			collection: 'events_types',
			pageSize: 'whole',
		},
		{
			filters: [
				choiceFilter('language', 'Language', 'language_code', [
					{ name: 'English', value: 'en' },
					{ name: 'Portuguese', value: 'pt' },
					{ name: 'Russian', value: 'ru' },
					{ name: 'Spanish', value: 'es' },
				]),
			],
		},
	),
	name: 'getTypes',
	displayName: 'Get Types',
	description: 'Retrieve the types of events that there are, with their names',
	action: 'Get types of events',
};

const get = getOperation(event, { includes });

const getAll = listOperation(event, { filters: eventFilters, includes });

export const eventResource = inAccount({
	name: 'event',
	displayName: 'Event',
	operations: [get, getAll, getTypes],
});
