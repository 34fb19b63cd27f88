import type { INodePropertyOptions } from 'n8n-workflow';

import { type Lookup, lookupHint } from '../../shared/editor/lookup';
import { readStage, stagesOfPipelines } from '../../shared/editor/pipelines';
import { type EntityPath, forgetDefinitions } from '../../shared/fields/definition';
import { isBlank, misfit, splitList } from '../../shared/fields/values';
import type { Entity, Part } from '../factories/entity';
import { choicesFilter } from '../factories/filter';
import { changesForm, inputForm } from '../factories/form';
import {
	booleanInput,
	choiceInput,
	type Input,
	integerInput,
	lookupInput,
	lookupsInput,
	rowsInput,
	textInput,
} from '../factories/input';
import type { AccountOperation } from '../factories/operation';
import { getOperation, listOperation } from '../factories/readOperations';
import { inAccount } from '../factories/resource';
import { createOperation, deleteOperation, updateOperation } from '../factories/writeOperations';
import { catalogs, fieldGroups, fieldOwners } from '../lookups/lists';

const ENTITY = 'entity';

/** The cards whose fields can be grouped. */
const CARDS: INodePropertyOptions[] = [
	{ name: 'Leads', value: 'leads' },
	{ name: 'Contacts', value: 'contacts' },
	{ name: 'Companies', value: 'companies' },
	{ name: 'Customers', value: 'customers' },
];

const SEGMENTS: INodePropertyOptions = { name: 'Customer Segments', value: 'customers/segments' };

const displayName = 'Entity Name or ID';

const ownerPart = (kinds: INodePropertyOptions[], lookup: Lookup) => {
	const words = kinds.map(({ value }) => String(value));
	return {
		name: ENTITY,
		gap: ENTITY,
		lookup,
		property: {
			displayName,
			name: ENTITY,
			type: 'options' as const,
			typeOptions: { loadOptionsMethod: lookup.method },
			required: true,
			default: '',
			placeholder: 'e.g. leads',
			description: `${words.join(', ')}, or catalogs/ and the ID of a list. ${lookupHint}.`,
		},
		read: (value: unknown): EntityPath => {
			const given = String(value ?? '').trim();
			if (words.includes(given) || /^catalogs\/[1-9]\d*$/.test(given)) return given as EntityPath;
			throw misfit('Entity', value ?? '', `one of: ${words.join(', ')}, catalogs/12`);
		},
	} satisfies Part;
};

const FIELD_KINDS = [...CARDS, SEGMENTS];

/** What has the fields: fills `{entity}`. */
const fieldOwner = ownerPart(FIELD_KINDS, fieldOwners('getFieldOwners', FIELD_KINDS));

/** What has the groups of fields. */
export const groupOwner = ownerPart(CARDS, fieldOwners('getGroupOwners', CARDS));

/** What somebody has chosen so far in the editor. */
export const chosenOwner = (parameter: (name: string) => unknown): EntityPath =>
	fieldOwner.read(parameter(ENTITY));

/** @see https://www.amocrm.ru/developers/content/crm_platform/custom-fields */
const customField: Entity = {
	name: 'customField',
	singular: 'custom field',
	plural: 'custom fields',
	path: '/api/v4/{entity}/custom_fields',
	collection: 'custom_fields',
	parents: [fieldOwner],
};

/** Not everything has fields of every type: amoCRM says which is wrong. */
export const FIELD_TYPES: INodePropertyOptions[] = [
	{ name: 'Text', value: 'text' },
	{ name: 'Address', value: 'smart_address' },
	{ name: 'Address in One Line', value: 'streetaddress' },
	{ name: 'Birthday', value: 'birthday' },
	{ name: 'Category (Lists)', value: 'category' },
	{ name: 'Chained List', value: 'chained_list' },
	{ name: 'Checkbox', value: 'checkbox' },
	{ name: 'Date', value: 'date' },
	{ name: 'Date and Time', value: 'date_time' },
	{ name: 'File', value: 'file' },
	{ name: 'Invoice Items (Lists)', value: 'items' },
	{ name: 'Legal Entity', value: 'legal_entity' },
	{ name: 'Link', value: 'url' },
	{ name: 'Linked Entity (Lists)', value: 'linked_entity' },
	{ name: 'Long Text', value: 'textarea' },
	{ name: 'Money', value: 'monetary' },
	{ name: 'Multiselect', value: 'multiselect' },
	{ name: 'Number', value: 'numeric' },
	{ name: 'Payer (Lists)', value: 'payer' },
	{ name: 'Phones or Emails', value: 'multitext' },
	{ name: 'Price (Lists)', value: 'price' },
	{ name: 'Radio Button', value: 'radiobutton' },
	{ name: 'Select', value: 'select' },
	{ name: 'Supplier (Lists)', value: 'supplier' },
	{ name: 'Tracking Data (Leads)', value: 'tracking_data' },
];

const name = textInput('name', 'Name');

const STAYS = 'The number of one that stays; a new one has none';

const options = rowsInput(
	'enums',
	'Options',
	'Option',
	[
		textInput('value', 'Name'),
		textInput('code', 'Code'),
		integerInput('id', 'ID', { description: STAYS }),
		integerInput('sort', 'Sort'),
	],
	{
		description:
			'Of selects, multiselects and radio buttons. They replace the list: to keep options and their values in cards, name them here with their ids.',
	},
);

const categories = rowsInput(
	'nested',
	'Categories',
	'Category',
	[
		textInput('value', 'Name'),
		integerInput('id', 'ID', { description: STAYS }),
		integerInput('parent_id', 'Parent ID'),
		textInput('parent_request_id', 'Parent Key', {
			description: 'Key of a new category in this list',
		}),
		textInput('request_id', 'Key', { description: 'By which others of this list name it' }),
		integerInput('sort', 'Sort'),
	],
	{ description: 'Of category fields; they replace the tree' },
);

const chainedLists = rowsInput('chained_lists', 'Chained Lists', 'List', [
	lookupInput('catalog_id', 'List', catalogs),
	lookupInput('parent_catalog_id', 'Parent List', catalogs),
	textInput('title', 'Title'),
]);

/** Stages given with their pipelines. */
const stages = (key: string, displayName: string, description: string): Input => ({
	...lookupsInput(key, displayName, stagesOfPipelines, { hint: description }),
	encode: (value) =>
		value === undefined ? undefined : splitList(value).map((pair) => readStage(displayName, pair)),
});

const group = lookupInput('group_id', 'Group', fieldGroups(chosenOwner));

/** What can be said of a field beside its name; some of it only of some types or entities. */
const details: Input[] = [
	textInput('code', 'Code', { description: 'A word by which the field can be written to' }),
	integerInput('sort', 'Sort', { description: 'Its place among the fields' }),
	{ ...group, encode: (value) => (isBlank(value) ? undefined : String(value)) },
	options,
	categories,
	chainedLists,
	booleanInput('is_api_only', 'API Only', 'Whether only the API may change values of the field'),
	booleanInput('is_required', 'Required', 'Whether elements of the list need a value'),
	booleanInput('is_visible', 'Visible', 'Whether the list shows the field'),
	stages('required_statuses', 'Required in Stages', 'A lead gets there only with a value'),
	stages('hidden_statuses', 'Hidden in Stages', 'Only for fields of leads'),
	choiceInput('remind', 'Remind of Birthday', [
		{ name: 'Never', value: 'never' },
		{ name: 'A Day Before', value: 'day' },
		{ name: 'A Week Before', value: 'week' },
		{ name: 'A Month Before', value: 'month' },
	]),
	textInput('search_in', 'Linked To', {
		description:
			'For linked entities: the ID of a list, contacts, companies or contacts_and_companies',
	}),
	textInput('currency', 'Currency', { description: 'For money', placeholder: 'e.g. RUB' }),
	textInput('tracking_callback', 'Tracking Callback', {
		description: 'For tracking data: a function of JavaScript that the page with the form calls',
		typeOptions: { rows: 2 },
	}),
];

/** After it the fields are read anew, so that cards written next know them. */
const forgetting = (operation: AccountOperation): AccountOperation => ({
	...operation,
	run: async (session, items, functions) => {
		const results = await operation.run(session, items, functions);
		const changed = items.filter((_item, index) => 'output' in results[index]);
		for (const item of changed)
			forgetDefinitions(session.key, fieldOwner.read(item.parameter(fieldOwner.name)));
		return results;
	},
});

const create = forgetting(
	createOperation(
		customField,
		inputForm([name, choiceInput('type', 'Type', FIELD_TYPES)], details),
	),
);

const update = forgetting(updateOperation(customField, changesForm([name, ...details])));

const remove = forgetting(deleteOperation(customField));

const get = getOperation(customField);

const getAll = listOperation(customField, {
	filters: [choicesFilter('types', 'Types', 'type', FIELD_TYPES)],
	orders: [
		{ name: 'ID', value: 'id' },
		{ name: 'Sort', value: 'sort' },
	],
});

export const customFieldResource = inAccount({
	name: 'customField',
	displayName: 'Custom Field',
	operations: [create, remove, get, getAll, update],
});
