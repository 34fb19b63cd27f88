import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { inLanguage, LANGUAGES, type Language } from './languages';
import { LOGOS, sizeInWords, TOUR, type LogoName } from './pictures';

const languageOptions = Object.entries(LANGUAGES).map(([value, name]) => ({ name, value }));

/** One input for each language of the widget. */
function textsFor(
	name: string,
	displayName: string,
	more: Partial<INodeProperties> = {},
	show: Record<string, string[] | boolean[]> = {},
): INodeProperties[] {
	return (Object.keys(LANGUAGES) as Language[]).map((language) => ({
		displayName: `${displayName} (${LANGUAGES[language]})`,
		name: inLanguage(name, language),
		type: 'string',
		default: '',
		...more,
		displayOptions: { show: { ...show, '/languages': [language] } },
	}));
}

const CODE: INodeProperties = {
	displayName: 'Code',
	name: 'code',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. api_key',
	description: 'How workflows know the value: Latin letters, digits and underscores',
};

const REQUIRED: INodeProperties = {
	displayName: 'Required',
	name: 'required',
	type: 'boolean',
	default: false,
	description: 'Whether it must be filled in',
};

/** Rows that the builder lists. */
const rows = (
	name: string,
	displayName: string,
	placeholder: string,
	values: INodeProperties[],
	more: Partial<INodeProperties>,
): INodeProperties => ({
	displayName,
	name,
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder,
	default: {},
	options: [{ name: 'rows', displayName, values }],
	...more,
});

export const SETTING_TYPES: INodePropertyOptions[] = [
	{
		name: 'Own',
		value: 'custom',
		description: 'A text of several lines, drawn by the script: change it there to your liking',
	},
	{
		name: 'Password',
		value: 'pass',
		description: 'Hidden while it is typed. It comes into the items of the workflow.',
	},
	{ name: 'Text', value: 'text' },
	{
		name: 'Text for Each User',
		value: 'users',
		description: 'Such as the number of the inner phone',
	},
	{ name: 'User Name and Password for Each User', value: 'users_lp' },
];

export const BOT_FIELD_TYPES: INodePropertyOptions[] = [
	{ name: 'Number', value: 'numeric' },
	{ name: 'Text', value: 'text' },
	{ name: 'URL', value: 'url' },
];

/** Areas of amoCRM by what the parameter calls them. @see https://www.amocrm.ru/developers/content/integrations/areas */
export const CARD_AREAS = {
	company: { name: 'Company', location: 'comcard' },
	contact: { name: 'Contact', location: 'ccard' },
	customer: { name: 'Customer', location: 'cucard' },
	lead: { name: 'Lead', location: 'lcard' },
} as const;

export const LIST_AREAS = {
	contacts: { name: 'Contacts and Companies', location: 'clist' },
	customers: { name: 'Customers', location: 'culist' },
	leads: { name: 'Leads', location: 'llist' },
} as const;

export const optionsOf = (areas: Record<string, { name: string }>): INodePropertyOptions[] =>
	Object.entries(areas).map(([value, { name }]) => ({ name, value }));

export const FEATURES: INodePropertyOptions[] = [
	{
		name: 'Button',
		value: 'button',
		description: 'Starts the workflow and shows what it answers; in lists too',
	},
	{
		name: 'Panel',
		value: 'panel',
		description: 'Starts the workflow when a card is opened and shows what it answers',
	},
];

export const STEPS: INodePropertyOptions[] = [
	{
		name: 'Digital Pipeline',
		value: 'digitalPipeline',
		description: 'A step that users put onto stages of a pipeline',
	},
	{ name: 'Salesbot', value: 'salesbot', description: 'A step that users put into bots' },
];

export const LOGO_OPTIONS: INodePropertyOptions[] = (Object.keys(LOGOS) as LogoName[]).map(
	(name) => ({ name: `${name} (${sizeInWords(LOGOS[name])})`, value: name }),
);

/** A picture for all languages. */
export const EVERY_LANGUAGE = 'all';

export const TOUR_LANGUAGES: INodePropertyOptions[] = [
	{ name: 'All Languages', value: EVERY_LANGUAGE },
	...languageOptions,
];

const BINARY: INodeProperties = {
	displayName: 'Input Binary Field',
	name: 'binaryPropertyName',
	type: 'string',
	default: 'data',
	required: true,
	description: 'Name of the binary field of the input item that holds the picture',
};

export const properties: INodeProperties[] = [
	{
		displayName:
			'This makes <code>widget.zip</code>. Upload it in amoCRM in the settings of your integration. It needs no credential.',
		name: 'archiveNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Languages',
		name: 'languages',
		type: 'multiOptions',
		required: true,
		default: ['ru'],
		options: languageOptions,
		description: 'They must be those that are filled in for the integration',
	},
	...textsFor('name', 'Name', { required: true, placeholder: 'e.g. To the warehouse' }),
	...textsFor('shortDescription', 'Short Description', {
		required: true,
		description: 'One sentence for the list of widgets',
	}),
	...textsFor('fullDescription', 'Description', {
		typeOptions: { rows: 4 },
		description:
			'Shown before the widget is installed: what it is for, how it is set up, who helps. Simple HTML is allowed. The short description where left out.',
	}),
	{
		displayName: 'Support Address',
		name: 'support',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. https://example.com/support or help@example.com',
		description: 'Where users get help: a link or an email address',
	},
	{
		displayName: 'Version',
		name: 'widgetVersion',
		type: 'string',
		required: true,
		default: '1.0.0',
		description: 'Raise it with each upload, so that browsers load the new files',
	},
	{
		displayName: 'Widget Trigger URL',
		name: 'triggerUrl',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. https://n8n.example.com/webhook/…/amocrm-widget',
		description:
			'The Production URL of the amoCRM Widget Trigger that the widget calls. It must use HTTPS.',
	},
	{
		displayName: 'Show in Cards',
		name: 'cards',
		type: 'multiOptions',
		default: ['lead'],
		options: optionsOf(CARD_AREAS),
	},
	{
		displayName: 'Show in Lists',
		name: 'lists',
		type: 'multiOptions',
		default: [],
		options: optionsOf(LIST_AREAS),
		description: 'The button then acts on the cards that the user has selected',
	},
	{
		displayName: 'What It Shows',
		name: 'features',
		type: 'multiOptions',
		default: ['button'],
		options: FEATURES,
	},
	...textsFor(
		'button',
		'Button Text',
		{ required: true, placeholder: 'e.g. Send to warehouse' },
		{ features: ['button'] },
	),
	rows(
		'settingFields',
		'Settings',
		'Add Setting',
		[
			CODE,
			...textsFor('label', 'Label'),
			REQUIRED,
			{
				displayName: 'Type',
				name: 'type',
				type: 'options',
				default: 'text',
				options: SETTING_TYPES,
			},
		],
		{
			description:
				'What a person fills in when installing the widget. The values come with every call of a card, a list and the settings.',
		},
	),
	{
		displayName: 'Ask the Workflow Before Settings Are Saved',
		name: 'askAboutSettings',
		type: 'boolean',
		default: false,
		description:
			'Whether the workflow is told of the settings and may refuse them with an answer that has an error',
	},
	{
		displayName: 'Steps',
		name: 'steps',
		type: 'multiOptions',
		default: [],
		options: STEPS,
		description: 'What users can build into their automation. Each starts the workflow.',
	},
	...textsFor(
		'pipelineStep',
		'Digital Pipeline Step',
		{ required: true, description: 'What the step is called' },
		{ steps: ['digitalPipeline'] },
	),
	{
		displayName: 'Digital Pipeline Key',
		name: 'pipelineKey',
		type: 'string',
		typeOptions: { password: true },
		required: true,
		default: '',
		displayOptions: { show: { steps: ['digitalPipeline'] } },
		description:
			'The Digital Pipeline Key of the Widget Trigger. It is part of the archive: whoever can read that can send in any name.',
	},
	rows(
		'pipelineFields',
		'Digital Pipeline Fields',
		'Add Field',
		[CODE, ...textsFor('label', 'Label'), REQUIRED],
		{
			displayOptions: { show: { steps: ['digitalPipeline'] } },
			description: 'What a user fills in where the step is used',
		},
	),
	...textsFor(
		'botStep',
		'Salesbot Step',
		{ required: true, description: 'What the step is called' },
		{ steps: ['salesbot'] },
	),
	rows(
		'botFields',
		'Salesbot Fields',
		'Add Field',
		[
			CODE,
			{
				displayName: 'Default Value',
				name: 'defaultValue',
				type: 'string',
				default: '',
				description: 'May hold markers that the bot fills in, such as the ID of the lead',
			},
			...textsFor('label', 'Label'),
			{
				displayName: 'Typed In',
				name: 'manual',
				type: 'boolean',
				default: true,
				description: 'Whether the user types the value in, or else chooses a field that holds it',
			},
			{
				displayName: 'Type',
				name: 'type',
				type: 'options',
				default: 'text',
				options: BOT_FIELD_TYPES,
			},
		],
		{
			displayOptions: { show: { steps: ['salesbot'] } },
			description: 'What a user fills in where the step is used',
		},
	),
	rows(
		'logos',
		'Logos',
		'Add Logo',
		[
			BINARY,
			{
				displayName: 'Logo',
				name: 'logo',
				type: 'options',
				default: 'logo',
				options: LOGO_OPTIONS,
			},
		],
		{
			description:
				'PNG pictures of up to 300 KB. A plain one is taken for each that you leave out.',
		},
	),
	rows(
		'tour',
		'Tour Pictures',
		'Add Picture',
		[
			BINARY,
			{
				displayName: 'Language',
				name: 'language',
				type: 'options',
				default: EVERY_LANGUAGE,
				options: TOUR_LANGUAGES,
			},
		],
		{
			description: `What a person sees before installing the widget: PNG or JPEG, ${sizeInWords(TOUR)}, up to 300 KB. A plain one is taken where you give none.`,
		},
	),
	{
		displayName: 'Put Output File in Field',
		name: 'archiveField',
		type: 'string',
		default: 'data',
		required: true,
		description: 'Name of the binary field of the output item that gets the archive',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Button Can Be Pressed Again',
				name: 'pressAgain',
				type: 'boolean',
				default: false,
				description:
					'Whether the button can be pressed again after an answer. It never can while the workflow runs, and always after an error.',
			},
			{
				displayName: 'Digital Pipeline Step Covers Several Stages',
				name: 'severalStages',
				type: 'boolean',
				default: false,
				description: 'Whether users may stretch the step over several stages of the pipeline',
			},
		],
	},
];
