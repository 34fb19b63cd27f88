import type { IDataObject } from 'n8n-workflow';

import type { Design, Field } from './design';
import { EXITS, WORDS, type Language } from './languages';
import { CARD_AREAS, LIST_AREAS } from './parameters';
import { scriptOf } from './script';
import type { ArchiveFile } from './zip';

/** Where the widget is loaded: `-1` takes the column at the right. @see https://www.amocrm.ru/developers/content/integrations/areas */
export const locationsOf = ({ cards, lists, pipeline, bot }: Design): string[] => [
	...cards.map((card) => `${CARD_AREAS[card].location}-1`),
	...lists.map((list) => `${LIST_AREAS[list].location}-1`),
	// Without it nobody could install the widget: the page of settings calls `onSave`.
	'settings',
	...(pipeline ? ['digital_pipeline'] : []),
	...(bot ? ['salesbot_designer'] : []),
];

/** Fields by their codes; their labels are in the files of the languages. */
const fieldsOf = (group: string, fields: Field[]): IDataObject =>
	Object.fromEntries(
		fields.map(({ code, type, required }) => [code, { name: `${group}.${code}`, type, required }]),
	);

/** The one step that a widget of ours brings into bots. */
const HANDLER = 'ask_workflow';

function botOf({ fields }: NonNullable<Design['bot']>): IDataObject {
	const settings = fields.map(({ code, type, defaultValue, manual }) => [
		code,
		{
			name: `bot_fields.${code}`,
			type,
			...(defaultValue !== '' && { default_value: defaultValue }),
			manual,
		},
	]);
	return {
		[HANDLER]: { name: 'salesbot.name', settings: Object.fromEntries(settings) as IDataObject },
	};
}

/** Pictures of the tour by language: paths in the archive. */
export type TourPaths = Partial<Record<Language, string[]>>;

/** @see https://www.amocrm.ru/developers/content/integrations/structure */
export function manifestOf(design: Design, tour: TourPaths): IDataObject {
	const { languages, version, support, settings, pipeline, bot } = design;
	return {
		widget: {
			name: 'widget.name',
			description: 'widget.description',
			short_description: 'widget.short_description',
			version,
			interface_version: 2,
			init_once: false,
			locale: languages,
			installation: true,
			support,
		},
		locations: locationsOf(design),
		tour: {
			is_tour: true,
			tour_images: Object.fromEntries(
				languages.map((language) => [language, (tour[language] ?? []).map((path) => `/${path}`)]),
			),
			tour_description: 'widget.tour_description',
		},
		settings: fieldsOf('settings', settings),
		...(pipeline && {
			dp: {
				title: 'dp.title',
				settings: fieldsOf('dp_fields', pipeline.fields),
				action_multiple: pipeline.severalStages,
				webhook_url: pipeline.url,
			},
		}),
		...(bot && { salesbot_designer: botOf(bot) }),
	};
}

const labelsOf = (fields: Array<Pick<Field, 'code' | 'label'>>, language: Language): IDataObject =>
	Object.fromEntries(fields.map(({ code, label }) => [code, label[language]]));

/** The texts of one language; all languages have the same keys. */
export function textsOf(design: Design, language: Language): IDataObject {
	const { name, shortDescription, description, button, settings, pipeline, bot } = design;
	return {
		widget: {
			name: name[language],
			short_description: shortDescription[language],
			description: description[language],
			tour_description: shortDescription[language],
		},
		settings: labelsOf(settings, language),
		ui: { ...WORDS[language], ...(button && { button: button.text[language] }) },
		...(pipeline && {
			dp: { title: pipeline.step[language] },
			dp_fields: labelsOf(pipeline.fields, language),
		}),
		...(bot && {
			salesbot: { name: bot.step[language], ...EXITS[language] },
			bot_fields: labelsOf(bot.fields, language),
		}),
	};
}

const scriptFor = (design: Design): string =>
	scriptOf({
		url: design.triggerUrl,
		cards: design.cards,
		lists: design.lists,
		button: design.button !== undefined,
		again: design.button?.again ?? false,
		panel: design.panel,
		settings: design.settings.map(({ code }) => code),
		own: design.settings.find(({ type }) => type === 'custom')?.code,
		asksAboutSettings: design.asksAboutSettings,
		bot: (design.bot?.fields ?? []).map(({ code }) => code),
	});

const textFile = (path: string, text: string): ArchiveFile => ({ path, bytes: Buffer.from(text) });

const jsonFile = (path: string, content: IDataObject) =>
	textFile(path, `${JSON.stringify(content, null, 2)}\n`);

/** Everything in the archive but its pictures. */
export const textFilesOf = (design: Design, tour: TourPaths): ArchiveFile[] => [
	jsonFile('manifest.json', manifestOf(design, tour)),
	textFile('script.js', scriptFor(design)),
	...design.languages.map((language) =>
		jsonFile(`i18n/${language}.json`, textsOf(design, language)),
	),
];
