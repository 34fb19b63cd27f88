import { isBlank } from '../../../shared/fields/values';
import { splitList } from '../../../shared/splitList';
import {
	booleanInput,
	choiceInput,
	integerInput,
	lookupInput,
	lookupsInput,
	rowsInput,
	textInput,
	type Input,
} from '../../factories/input';
import { catalogs, fieldGroups } from '../../lookups/lists';
import { readStage, stagesOfPipelines } from '../../../shared/editor/pipelines';
import { chosenOwner } from './owner';

export const name = textInput('name', 'Name');

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
export const details: Input[] = [
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
