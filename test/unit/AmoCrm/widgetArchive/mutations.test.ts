import fc from 'fast-check';
import { zipSync } from 'fflate';
import { set } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import { readArchive } from '../../../../emulator/widgets/archive';
import {
	inLanguage,
	type Language,
} from '../../../../nodes/AmoCrm/resources/widget/archive/languages';
import { anyWidget } from './anyWidget';
import { archiveOf, jsonIn, rows, run, unpack } from './archive';
import { PICTURES } from './pictures';

type Files = Map<string, Buffer>;

/** One thing that amoCRM's documentation forbids, in the parameters and in the archive made of them. */
interface Mutation {
	rule: string;
	/** What makes a widget one that the rule speaks of. */
	needs?: IDataObject;
	/** @param language one of the widget's */
	parameters: (language: Language) => IDataObject;
	/** What the operation says. */
	sentence: string | RegExp;
	archive: (files: Files, language: Language) => unknown;
	/** What amoCRM says. */
	problem: RegExp;
}

// ---------- In the archive ----------

const inJson = (path: string, at: string[], value: unknown) => (files: Files) =>
	files.set(path, Buffer.from(JSON.stringify(set(jsonIn(files, path), at, value))));

const inManifest = (at: string, value: unknown) => inJson('manifest.json', at.split('.'), value);

const inTexts = (at: string, value: string) => (files: Files, language: Language) =>
	inJson(`i18n/${language}.json`, at.split('.'), value)(files);

const atPlace = (location: string) => (files: Files) =>
	inManifest('locations', [...(jsonIn(files, 'manifest.json').locations as string[]), location])(
		files,
	);

/** As a program writes it that cuts a text in the middle of an emoji. */
const withHalfCharacter = (files: Files, language: Language) => {
	const path = `i18n/${language}.json`;
	const text = files.get(path)?.toString('latin1').replace('"name": "', '$&\xED\xA0\xBD');
	files.set(path, Buffer.from(text ?? '', 'latin1'));
};

// ---------- Kinds of mutations ----------

/** @param at where the text is in the archive */
const text = (
	rule: string,
	parameter: string,
	at: string,
	value: string,
	sentence: RegExp,
	problem: RegExp,
	needs?: IDataObject,
): Mutation => ({
	rule,
	needs,
	parameters: (language) => ({ [inLanguage(parameter, language)]: value }),
	sentence,
	archive: inTexts(at, value),
	problem,
});

const missingText = (label: string, parameter: string, at: string, needs?: IDataObject) => {
	const sentence = new RegExp(`^"${label} \\(\\w+\\)" is missing\\.$`);
	const problem = new RegExp(`no text ${at}$`);
	return text(`${label} is there`, parameter, at, '', sentence, problem, needs);
};

const labels = { labelEn: 'Shelf', labelEs: 'Estante', labelPt: 'Prateleira', labelRu: 'Полка' };
const field = (more: IDataObject = {}) => rows({ code: 'shelf', ...labels, type: 'text', ...more });

/** A field of the settings or of a step: without a label, and under a code that is none. */
const fields = (
	group: string,
	parameter: string,
	inArchive: { texts: string; manifest: string },
	needs?: IDataObject,
): Mutation[] => [
	{
		rule: `${group}: each has a label`,
		needs: { ...needs, [parameter]: field() },
		parameters: (language) => ({ [parameter]: field({ [inLanguage('label', language)]: '' }) }),
		sentence: new RegExp(`^"${group}, shelf: Label \\(\\w+\\)" is missing\\.$`),
		archive: inTexts(`${inArchive.texts}.shelf`, ''),
		problem: new RegExp(`no text ${inArchive.texts}\\.shelf$`),
	},
	...['полка', '1st', 'a b', 'a-b'].map((code) => ({
		rule: `${group}: ${code} is no code`,
		needs: { ...needs, [parameter]: field() },
		parameters: () => ({ [parameter]: field({ code }) }),
		sentence: `"${group} 1" has no usable code.`,
		archive: inManifest(`${inArchive.manifest}.${code}`, {
			name: `${inArchive.texts}.shelf`,
			type: 'text',
			required: false,
		}),
		problem: new RegExp(`${inArchive.manifest}\\.${code}: `),
	})),
];

/** @param given the picture; undefined: none */
const picture = (
	rule: string,
	parameters: { logo: string } | { language: string },
	path: string,
	given: keyof typeof PICTURES | undefined,
	sentence: string,
	problem: RegExp,
	needs?: IDataObject,
): Mutation => ({
	rule,
	needs,
	parameters: () => ({
		['logo' in parameters ? 'logos' : 'tour']: rows({
			...parameters,
			binaryPropertyName: given ?? 'nothing',
		}),
	}),
	sentence,
	archive: (files) => (given ? files.set(path, PICTURES[given]) : files.delete(path)),
	problem,
});

// ---------- The rules ----------

const ENGLISH = { languages: ['en'] };
const PIPELINE = { steps: ['digitalPipeline'] };
const BOT = { steps: ['salesbot'] };

const LOGO = { logo: 'logo' };
const LOGO_PATH = 'images/logo.png';
const TOUR = { language: 'all' };
const TOUR_PATH = 'images/tour_1.png';

const own = { name: 'settings.shelf', type: 'custom', required: false };

/**
 * @see https://www.amocrm.ru/developers/content/integrations/structure
 * @see https://www.amocrm.ru/developers/content/integrations/fields
 * @see https://www.amocrm.ru/developers/content/integrations/requirements
 */
const MUTATIONS: Mutation[] = [
	{
		rule: 'there is a language',
		parameters: () => ({ languages: [] }),
		sentence: '"Languages" is empty.',
		archive: inManifest('widget.locale', []),
		problem: /: widget\.locale: /,
	},
	{
		rule: 'no other languages than four',
		parameters: () => ({ languages: ['de'] }),
		sentence: 'The field "Languages" cannot be "de".',
		archive: inManifest('widget.locale', ['de']),
		problem: /: widget\.locale\.0: /,
	},
	missingText('Name', 'name', 'widget.name'),
	missingText('Short Description', 'shortDescription', 'widget.short_description'),
	missingText('Digital Pipeline Step', 'pipelineStep', 'dp.title', PIPELINE),
	missingText('Salesbot Step', 'botStep', 'salesbot.name', BOT),
	text(
		'the name does not name amoCRM',
		'name',
		'widget.name',
		'Stock for amoCRM',
		/^The name of a widget must not contain amoCRM\.$/,
		/the name of the product/,
	),
	text(
		'amoCRM is spelt as it spells itself',
		'fullDescription',
		'widget.description',
		'Stock for AMO CRM',
		/^"Description \(\w+\)" spells amoCRM in another way\.$/,
		/amoCRM is not spelt as amoCRM/,
	),
	text(
		'a text is in its language',
		'fullDescription',
		'widget.description',
		'Склад',
		/^"Description \(English\)" has Russian letters\.$/,
		/Russian text/,
		ENGLISH,
	),
	text(
		'no Russian domains in other languages',
		'fullDescription',
		'widget.description',
		'See example.ru',
		/^"Description \(English\)" names a Russian domain\.$/,
		/\.ru address/,
		ENGLISH,
	),
	{
		rule: 'texts are UTF-8',
		parameters: (language) => ({ [inLanguage('shortDescription', language)]: 'A \uD83D' }),
		sentence: /^"Short Description \(\w+\)" has a broken character\.$/,
		archive: withHalfCharacter,
		problem: /: not UTF-8$/,
	},
	{
		rule: 'there is a way to support',
		parameters: () => ({ support: '' }),
		sentence: '"Support Address" is missing.',
		archive: inManifest('widget.support', {}),
		problem: /link or email is required/,
	},
	...['call us', 'javascript:alert(1)'].map((support) => ({
		rule: `${support} is no way to support`,
		parameters: () => ({ support }),
		sentence: '"Support Address" is neither a link nor an email address.',
		archive: inManifest('widget.support', { link: support }),
		problem: /support\.link: /,
	})),
	...['one', '', '1.x'].map((version) => ({
		rule: `"${version}" is no version`,
		parameters: () => ({ widgetVersion: version }),
		sentence: '"Version" must be numbers with dots between them.',
		archive: inManifest('widget.version', version),
		problem: /: widget\.version: /,
	})),
	{
		rule: 'the pipeline calls by https alone',
		needs: PIPELINE,
		parameters: () => ({ triggerUrl: 'http://n8n.example.com/webhook/1' }),
		sentence: '"Widget Trigger URL" must begin with https://.',
		archive: inManifest('dp.webhook_url', 'http://n8n.example.com/webhook/1'),
		problem: /dp\.webhook_url: /,
	},
	{
		rule: 'cards of tasks show no widgets',
		parameters: () => ({ cards: ['task'] }),
		sentence: 'The field "Show in Cards" cannot be "task".',
		archive: atPlace('tcard-1'),
		problem: /: locations\.\d+: is no location$/,
	},
	...fields('Settings', 'settingFields', { texts: 'settings', manifest: 'settings' }),
	...fields(
		'Digital Pipeline Fields',
		'pipelineFields',
		{ texts: 'dp_fields', manifest: 'dp.settings' },
		PIPELINE,
	),
	...fields(
		'Salesbot Fields',
		'botFields',
		{ texts: 'bot_fields', manifest: 'salesbot_designer.ask_workflow.settings' },
		BOT,
	),
	{
		rule: 'settings have one of five types',
		needs: { settingFields: field() },
		parameters: () => ({ settingFields: field({ type: 'date' }) }),
		sentence: 'The field "Settings, shelf: Type" cannot be "date".',
		archive: inManifest('settings.shelf.type', 'date'),
		problem: /: settings\.shelf\.type: /,
	},
	{
		rule: 'one setting of its own',
		needs: { settingFields: field({ type: 'custom' }) },
		parameters: () => ({
			settingFields: {
				rows: ['shelf', 'box'].map((code) => ({ code, ...labels, type: 'custom' })),
			},
		}),
		sentence: '"Settings" has more than one of the type Own.',
		archive: inManifest('settings.box', own),
		problem: /: settings: one of the type custom at most$/,
	},
	{
		rule: 'fields of a bot have one of three types',
		needs: { ...BOT, botFields: field() },
		parameters: () => ({ botFields: field({ type: 'pass' }) }),
		sentence: 'The field "Salesbot Fields, shelf: Type" cannot be "pass".',
		archive: inManifest('salesbot_designer.ask_workflow.settings.shelf.type', 'pass'),
		problem: /: salesbot_designer\.ask_workflow\.settings\.shelf\.type: /,
	},
	picture(
		'a logo has its size',
		LOGO,
		LOGO_PATH,
		'small',
		'The logo logo is 84 × 84 pixels, and must be 130 × 100 pixels.',
		/^images\/logo\.png: 84 x 84 instead of 130 x 100$/,
	),
	picture(
		'the logo of the pipeline has its size',
		{ logo: 'logo_dp' },
		'images/logo_dp.png',
		'logo',
		'The logo logo_dp is 130 × 100 pixels, and must be 174 × 109 pixels.',
		/^images\/logo_dp\.png: 130 x 100 instead of 174 x 109$/,
		PIPELINE,
	),
	picture(
		'a logo is a picture',
		LOGO,
		LOGO_PATH,
		'text',
		'The logo logo is not a PNG.',
		/^images\/logo\.png: not a picture$/,
	),
	picture(
		'a logo has 300 KB at most',
		LOGO,
		LOGO_PATH,
		'heavy',
		'The logo logo has 303 KB, and may have 300 at most.',
		/^images\/logo\.png: over 300 KB$/,
	),
	picture(
		'a logo stands still',
		LOGO,
		LOGO_PATH,
		'animated',
		'The logo logo moves.',
		/^images\/logo\.png: animated$/,
	),
	picture(
		'a picture of the tour has its size',
		TOUR,
		TOUR_PATH,
		'logo',
		'The tour picture 1 is 130 × 100 pixels, and must be 1188 × 616 pixels.',
		/tour_1\.png: 130 x 100 instead of 1188 x 616$/,
	),
	picture(
		'a picture of the tour is one',
		TOUR,
		TOUR_PATH,
		'text',
		'The tour picture 1 is not a PNG or JPEG.',
		/tour_1\.png: not a picture$/,
	),
	picture(
		'a picture of the tour is there',
		TOUR,
		TOUR_PATH,
		undefined,
		'There is no binary field nothing',
		/^tour: \/images\/tour_1\.png is missing$/,
	),
];

const zipped = (files: Files) => Buffer.from(zipSync(Object.fromEntries(files), { level: 0 }));

it.each(MUTATIONS)(
	'"$rule": who breaks it is refused by the operation, and the archive by amoCRM',
	async ({ needs, parameters, sentence, archive, problem }) => {
		await fc.assert(
			fc.asyncProperty(anyWidget, async (any) => {
				const widget = { ...any, ...needs };
				const [language] = widget.languages as Language[];
				const mutated = { ...widget, ...parameters(language) };

				const { result, bytes } = await run(mutated, PICTURES);
				expect('problem' in result && (result.problem as Error).message).toEqual(
					typeof sentence === 'string' ? sentence : expect.stringMatching(sentence),
				);
				expect(bytes).toBeUndefined();

				const files = await unpack(await archiveOf(widget));
				archive(files, language);
				const { widget: taken, problems } = await readArchive(zipped(files));
				expect(problems).toContainEqual(expect.stringMatching(problem));
				expect(taken).toBeUndefined();
			}),
			{ numRuns: 5 },
		);
	},
);
