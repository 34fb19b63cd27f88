import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';
import { z } from 'zod';

import {
	FLAGS_TAKEN,
	isBlank,
	splitList,
	TEXTS_TAKEN,
	toFlag,
	toText,
} from '../../../../shared/fields/values';
import { isHarmless } from '../../../../shared/hooks/tree';
import { AmoCrmProblem } from '../../../../shared/problem';
import { required, textParameter, wordAmong, type ParameterReader } from '../../../factories/input';
import { inLanguage, LANGUAGES, type Language, type Texts } from './languages';
import {
	BOT_FIELD_TYPES,
	CARD_AREAS,
	FEATURES,
	LIST_AREAS,
	optionsOf,
	SETTING_TYPES,
	STEPS,
} from './parameters';

/** Something that a user of the widget fills in. */
export interface Field {
	code: string;
	label: Texts;
	type: string;
	required: boolean;
}

export interface BotField extends Omit<Field, 'required'> {
	defaultValue: string;
	/** Typed in by the user, or else a field that holds the value is chosen. */
	manual: boolean;
}

/** What a builder wants of a widget, checked: amoCRM takes what is made of it. */
export interface Design {
	languages: Language[];
	name: Texts;
	shortDescription: Texts;
	description: Texts;
	support: { link: string } | { email: string };
	version: string;
	triggerUrl: string;
	cards: Array<keyof typeof CARD_AREAS>;
	lists: Array<keyof typeof LIST_AREAS>;
	button?: { text: Texts; again: boolean };
	panel: boolean;
	settings: Field[];
	asksAboutSettings: boolean;
	pipeline?: { step: Texts; url: string; fields: Field[]; severalStages: boolean };
	bot?: { step: Texts; fields: BotField[] };
}

function refuse(sentence: string, hint?: string): never {
	throw new AmoCrmProblem('badInput', sentence, { hint });
}

/** Rows of a small form. */
export const rowsIn = (item: ParameterReader, name: string): IDataObject[] =>
	item.parameter<{ rows?: IDataObject[] }>(name, {})?.rows ?? [];

export const flagIn = (given: unknown, displayName: string): boolean =>
	isBlank(given) ? false : required(displayName, toFlag, FLAGS_TAKEN)(given);

const textIn = (given: unknown, displayName: string): string =>
	isBlank(given) ? '' : required(displayName, toText, TEXTS_TAKEN)(given).trim();

/** Words out of those that are offered, each once. */
function wordsOf<Word extends string>(
	item: ParameterReader,
	name: string,
	displayName: string,
	options: INodePropertyOptions[],
): Word[] {
	const given = splitList(item.parameter<unknown>(name, []) ?? []);
	return [...new Set(given.map((word) => wordAmong(displayName, word, options) as Word))];
}

// ---------- Texts ----------

const CYRILLIC = /\p{Script=Cyrillic}/u;
const RUSSIAN_DOMAIN = /\.ru\b/i;
/** Half of a character beyond the first 65,536: no UTF-8 can be made of it. */
const HALF = /\p{Surrogate}/u;
const PRODUCT = /amo[\s_-]*crm/i;
/** The product in whatever letters, but not in addresses. */
const MENTION = /(?<![\w./@-])amo[\s_-]*crm(?!\w*\.\w)/gi;

const checkers: Array<{
	applies?: (language: Language) => boolean;
	isMet(text: string): boolean;
	sentence(label: string): string;
	hint: string;
}> = [
	{
		isMet: (text) => !HALF.test(text),
		sentence: (label) => `"${label}" has a broken character.`,
		hint: 'It was cut in the middle of an emoji or a rare letter. Type the text again.',
	},
	{
		applies: (language) => language !== 'ru',
		isMet: (text) => !CYRILLIC.test(text),
		sentence: (label) => `"${label}" has Russian letters.`,
		hint: 'amoCRM wants each text in its own language. Translate it.',
	},
	{
		applies: (language) => language !== 'ru',
		isMet: (text) => !RUSSIAN_DOMAIN.test(text),
		sentence: (label) => `"${label}" names a Russian domain.`,
		hint: 'amoCRM allows domains such as .ru in Russian texts alone.',
	},
	{
		isMet: (text) => [...text.matchAll(MENTION)].every(([word]) => word === 'amoCRM'),
		sentence: (label) => `"${label}" spells amoCRM in another way.`,
		hint: 'Write amoCRM with these letters, or leave it out.',
	},
];

function checkText(text: string, label: string, language: Language): void {
	for (const { applies, isMet, sentence, hint } of checkers) {
		if ((applies?.(language) ?? true) && !isMet(text)) refuse(sentence(label), hint);
	}
}

/**
 * A text in every language of the widget.
 * @param read gives what stands in an input
 * @param fallback says what takes the place of an empty one
 */
function readTexts(
	languages: Language[],
	[name, displayName]: [name: string, displayName: string],
	read: (name: string, label: string) => string,
	fallback?: Texts,
): Texts {
	const texts: Texts = {};
	for (const language of languages) {
		const label = `${displayName} (${LANGUAGES[language]})`;
		const text = read(inLanguage(name, language), label).replace(/\r\n?/g, '\n');
		if (text === '' && !fallback) refuse(`"${label}" is missing.`);
		checkText(text, label, language);
		texts[language] = text || fallback?.[language];
	}
	return texts;
}

// ---------- Addresses ----------

const isLink = (text: string) => {
	if (!URL.canParse(text)) return false;
	const { protocol, username, password } = new URL(text);
	return ['https:', 'http:'].includes(protocol) && !username && !password;
};

function readSupport(item: ParameterReader): Design['support'] {
	const address = textParameter(item, 'support', 'Support Address');
	if (address === '') refuse('"Support Address" is missing.');
	if (z.string().email().safeParse(address).success) return { email: address };
	if (isLink(address)) return { link: address };
	return refuse(
		'"Support Address" is neither a link nor an email address.',
		'Examples: https://example.com/support, help@example.com',
	);
}

function readTriggerUrl(item: ParameterReader): string {
	const address = textParameter(item, 'triggerUrl', 'Widget Trigger URL');
	if (address === '') refuse('"Widget Trigger URL" is missing.');
	const hint = 'Copy the Production URL of the amoCRM Widget Trigger.';
	if (!isLink(address)) refuse('"Widget Trigger URL" is not an address.', hint);
	const url = new URL(address);
	if (url.protocol !== 'https:') {
		refuse(
			'"Widget Trigger URL" must begin with https://.',
			'Pages of amoCRM may call no other. Give your n8n a certificate.',
		);
	}
	if (url.search || url.hash) refuse('"Widget Trigger URL" has more after the path.', hint);
	return url.href;
}

const VERSION = /^\d+(?:\.\d+){1,3}$/;

function readVersion(item: ParameterReader): string {
	const version = textParameter(item, 'widgetVersion', 'Version');
	if (VERSION.test(version)) return version;
	return refuse('"Version" must be numbers with dots between them.', 'Example: 1.0.0');
}

// ---------- Fields ----------

const CODE = /^[a-z]\w{0,49}$/i;

/** What amoCRM itself keeps among the settings of a widget. */
const TAKEN = [
	'active',
	'category_code',
	'id',
	'images_path',
	'oauth_client_uuid',
	'path',
	'status',
	'support',
	'version',
	'widget_active',
	'widget_code',
];

/** Codes and labels of rows; each code once. */
function readRows(
	item: ParameterReader,
	languages: Language[],
	[name, displayName]: [name: string, displayName: string],
): Array<{ row: IDataObject; code: string; label: Texts }> {
	const fields = rowsIn(item, name).map((row, index) => {
		const place = `${displayName} ${index + 1}`;
		const code = textIn(row.code, `${place}: Code`);
		if (!CODE.test(code) || !isHarmless(code)) {
			refuse(
				`"${place}" has no usable code.`,
				'A code begins with a Latin letter and has letters, digits and underscores, 50 at most.',
			);
		}
		const read = (key: string, label: string) => textIn(row[key], label);
		const label = readTexts(languages, ['label', `${displayName}, ${code}: Label`], read);
		return { row, code, label };
	});
	const twice = fields.find(({ code }, index) =>
		fields.slice(0, index).some((before) => before.code === code),
	);
	if (twice) refuse(`"${displayName}" has the code ${twice.code} twice.`);
	return fields;
}

function readSettings(item: ParameterReader, languages: Language[]): Field[] {
	const settings = readRows(item, languages, ['settingFields', 'Settings']).map(
		({ row, code, label }) => ({
			code,
			label,
			type: wordAmong(`Settings, ${code}: Type`, row.type || 'text', SETTING_TYPES),
			required: flagIn(row.required, `Settings, ${code}: Required`),
		}),
	);
	const taken = settings.find(({ code }) => TAKEN.includes(code.toLowerCase()));
	if (taken) {
		refuse(
			`"Settings" cannot have the code ${taken.code}.`,
			'amoCRM keeps something of its own under it.',
		);
	}
	if (settings.filter(({ type }) => type === 'custom').length > 1) {
		refuse('"Settings" has more than one of the type Own.', 'amoCRM allows one in a widget.');
	}
	return settings;
}

/** In the address, where amoCRM signs nothing. */
const KEY = /^[\w-]{16,}$/;

function readPipeline(
	item: ParameterReader,
	languages: Language[],
	triggerUrl: string,
): Design['pipeline'] {
	const key = textParameter(item, 'pipelineKey', 'Digital Pipeline Key');
	if (!KEY.test(key)) {
		refuse(
			'"Digital Pipeline Key" must be at least 16 letters and digits.',
			'Make up a long random text, and give the same to the Widget Trigger.',
		);
	}
	const fields = readRows(item, languages, ['pipelineFields', 'Digital Pipeline Fields']);
	return {
		step: ownTexts(item, languages, ['pipelineStep', 'Digital Pipeline Step']),
		url: `${triggerUrl}?key=${key}`,
		fields: fields.map(({ row, code, label }) => ({
			code,
			label,
			type: 'text',
			required: flagIn(row.required, `Digital Pipeline Fields, ${code}: Required`),
		})),
		severalStages: optionIn(item, 'severalStages', 'Digital Pipeline Step Covers Several Stages'),
	};
}

function readBot(item: ParameterReader, languages: Language[]): Design['bot'] {
	const fields = readRows(item, languages, ['botFields', 'Salesbot Fields']);
	return {
		step: ownTexts(item, languages, ['botStep', 'Salesbot Step']),
		fields: fields.map(({ row, code, label }) => ({
			code,
			label,
			type: wordAmong(`Salesbot Fields, ${code}: Type`, row.type || 'text', BOT_FIELD_TYPES),
			defaultValue: textIn(row.defaultValue, `Salesbot Fields, ${code}: Default Value`),
			manual: flagIn(row.manual ?? true, `Salesbot Fields, ${code}: Typed In`),
		})),
	};
}

// ---------- All of it ----------

const optionIn = (item: ParameterReader, name: string, displayName: string): boolean =>
	flagIn(item.parameter<IDataObject>('options', {})?.[name], displayName);

const ownTexts = (
	item: ParameterReader,
	languages: Language[],
	names: [name: string, displayName: string],
	fallback?: Texts,
): Texts =>
	readTexts(languages, names, (name, label) => textParameter(item, name, label), fallback);

/** A name must not look as if amoCRM had made the widget. */
function readName(item: ParameterReader, languages: Language[]): Texts {
	const names = languages.map((language) =>
		textParameter(item, inLanguage('name', language), 'Name'),
	);
	if (names.some((name) => PRODUCT.test(name))) {
		refuse('The name of a widget must not contain amoCRM.', 'amoCRM keeps that name for itself.');
	}
	return ownTexts(item, languages, ['name', 'Name']);
}

function checkPlaces({ cards, lists, button, panel }: Design): void {
	if (cards.length > 0 && !button && !panel) {
		refuse(
			'"What It Shows" is empty, and the widget is shown in cards.',
			'Choose Button or Panel, or no cards.',
		);
	}
	if (lists.length > 0 && !button) {
		refuse('The widget is shown in lists, but has no button.', 'Choose Button, or no lists.');
	}
}

const languageOptions = optionsOf(
	Object.fromEntries(Object.keys(LANGUAGES).map((language) => [language, { name: language }])),
);

/**
 * Reads what the builder wants of a widget. What amoCRM's documentation forbids is refused.
 * @see https://www.amocrm.ru/developers/content/integrations/structure
 * @see https://www.amocrm.ru/developers/content/integrations/requirements
 * @throws AmoCrmProblem `badInput`
 */
export function readDesign(item: ParameterReader): Design {
	const languages = wordsOf<Language>(item, 'languages', 'Languages', languageOptions).sort();
	if (languages.length === 0) refuse('"Languages" is empty.', 'A widget needs one at least.');
	const name = readName(item, languages);
	const shortDescription = ownTexts(item, languages, ['shortDescription', 'Short Description']);
	const triggerUrl = readTriggerUrl(item);
	const features = wordsOf(item, 'features', 'What It Shows', FEATURES);
	const steps = wordsOf(item, 'steps', 'Steps', STEPS);
	const design: Design = {
		languages,
		name,
		shortDescription,
		description: ownTexts(item, languages, ['fullDescription', 'Description'], shortDescription),
		support: readSupport(item),
		version: readVersion(item),
		triggerUrl,
		cards: wordsOf(item, 'cards', 'Show in Cards', optionsOf(CARD_AREAS)),
		lists: wordsOf(item, 'lists', 'Show in Lists', optionsOf(LIST_AREAS)),
		...(features.includes('button') && {
			button: {
				text: ownTexts(item, languages, ['button', 'Button Text']),
				again: optionIn(item, 'pressAgain', 'Button Can Be Pressed Again'),
			},
		}),
		panel: features.includes('panel'),
		settings: readSettings(item, languages),
		asksAboutSettings: flagIn(
			item.parameter('askAboutSettings', false),
			'Ask the Workflow Before Settings Are Saved',
		),
		...(steps.includes('digitalPipeline') && {
			pipeline: readPipeline(item, languages, triggerUrl),
		}),
		...(steps.includes('salesbot') && { bot: readBot(item, languages) }),
	};
	checkPlaces(design);
	return design;
}
