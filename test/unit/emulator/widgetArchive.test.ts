import { deflateSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { mapValues, set, unset } from 'lodash';
import { readArchive } from '../../../emulator/widgets/archive';

/** What amoCRM refuses of an archive. amocrm.ru/developers: integrations/structure, areas, fields, requirements, upload. */
const chunk = (type: string, data: Buffer) => {
	const length = Buffer.alloc(4);
	length.writeUInt32BE(data.length);
	return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)]);
};

function png(width: number, height: number, extraBytes = 0): Buffer {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([8, 2], 8);
	const signature = Buffer.from('89504e470d0a1a0a', 'hex');
	const data = chunk('IDAT', deflateSync(Buffer.alloc(0)));
	return Buffer.concat([signature, chunk('IHDR', header), data, Buffer.alloc(extraBytes)]);
}

const texts = () => ({
	widget: { name: 'Warehouse', description: 'Sends', short_description: 'Sends', tour: 'See' },
	settings: { login: 'Login' },
	dp: { message: 'Message' },
	bot: { name: 'Ask', text: 'Text' },
});

const manifest = () => ({
	widget: {
		name: 'widget.name',
		description: 'widget.description',
		short_description: 'widget.short_description',
		version: '1.0.0',
		interface_version: 2,
		init_once: false,
		locale: ['ru', 'en'],
		installation: true,
		support: { link: 'https://support.example', email: 'help@support.example' },
	},
	locations: ['lcard-1', 'settings', 'digital_pipeline', 'salesbot_designer'],
	tour: {
		is_tour: true,
		tour_images: { ru: ['/images/tour.png'], en: ['/images/tour.png'] },
		tour_description: 'widget.tour',
	},
	settings: { login: { name: 'settings.login', type: 'text', required: false } },
	dp: {
		settings: { message: { name: 'dp.message', type: 'text', required: true } },
		action_multiple: false,
		webhook_url: 'https://builder.example/hook',
	},
	salesbot_designer: {
		ask: { name: 'bot.name', settings: { text: { name: 'bot.text', type: 'text' } } },
	},
});

type Files = Record<string, string | Buffer>;

const archive = (): Files => ({
	'manifest.json': JSON.stringify(manifest()),
	'script.js':
		"define(['jquery'], function ($) { return function () { this.callbacks = {}; }; });\n",
	'i18n/ru.json': JSON.stringify(texts()),
	'i18n/en.json': JSON.stringify(texts()),
	'images/tour.png': png(1188, 616),
	'images/logo_main.png': png(400, 272),
	'images/logo_small.png': png(108, 108),
	'images/logo.png': png(130, 100),
	'images/logo_medium.png': png(240, 84),
	'images/logo_min.png': png(84, 84),
	'images/logo_dp.png': png(174, 109),
});

const zip = (files: Files) =>
	Buffer.from(
		zipSync(mapValues(files, (file) => (typeof file === 'string' ? strToU8(file) : file))),
	);

const upload = async (files: Files, name?: string) =>
	(await readArchive(zip(files), name)).problems;

/** The whole archive with one thing in its manifest set to something else, or taken out. */
function withManifest(path: string, value?: unknown): Files {
	const changed = manifest();
	if (value === undefined) unset(changed, path);
	else set(changed, path, value);
	return { ...archive(), 'manifest.json': JSON.stringify(changed) };
}

const own = { name: 'settings.login', type: 'custom', required: false };

const withTexts = (locale: string, path: string, value?: unknown): Files => {
	const changed = texts();
	if (value === undefined) unset(changed, path);
	else set(changed, path, value);
	return { ...archive(), [`i18n/${locale}.json`]: JSON.stringify(changed) };
};

const without = (...names: string[]): Files =>
	Object.fromEntries(Object.entries(archive()).filter(([name]) => !names.includes(name)));

const script = (line: string): Files => ({
	...archive(),
	'script.js': `define(['jquery'], function ($) {\n${line}\n});\n`,
});

describe('an archive of a widget', () => {
	it('as the documentation has it is taken', async () => {
		expect(await upload(archive())).toEqual([]);
		const { widget } = await readArchive(zip(archive()));
		expect(widget?.texts.ru).toEqual(texts());
	});

	it.each<[string, Files, string | RegExp]>([
		['without a manifest', without('manifest.json'), 'manifest.json: missing'],
		['without a script', without('script.js'), 'script.js: missing'],
		[
			'in a folder',
			Object.fromEntries(
				Object.entries(archive()).map(([name, bytes]) => [`widget/${name}`, bytes]),
			),
			/not in a folder/,
		],
		[
			'with an operating system’s files',
			{ ...archive(), '__MACOSX/x': '' },
			/__MACOSX\/x: does not belong/,
		],
		['with broken JSON', { ...archive(), 'manifest.json': '{' }, /^manifest\.json: /],
		[
			'with a BOM',
			{ ...archive(), 'i18n/ru.json': `\uFEFF${JSON.stringify(texts())}` },
			'i18n/ru.json: begins with a BOM',
		],
		[
			'not in UTF-8',
			{ ...archive(), 'script.js': Buffer.from([0x22, 0xe0, 0x22]) },
			'script.js: not UTF-8',
		],
		['with lines of Windows', { ...archive(), 'script.js': 'define([]);\r\n' }, /lines must end/],
		['without a logo', without('images/logo_small.png'), 'images/logo_small.png: missing'],
		[
			'without the logo of the pipeline',
			without('images/logo_dp.png'),
			'images/logo_dp.png: missing',
		],
		[
			'with a logo of another size',
			{ ...archive(), 'images/logo.png': png(100, 130) },
			'images/logo.png: 100 x 130 instead of 130 x 100',
		],
		[
			'with a logo that is none',
			{ ...archive(), 'images/logo.png': 'logo' },
			'images/logo.png: not a picture',
		],
		[
			'with a heavy picture',
			{ ...archive(), 'images/logo.png': png(130, 100, 300 * 1024) },
			'images/logo.png: over 300 KB',
		],
		[
			'with a logo that moves',
			{
				...archive(),
				'images/logo.png': Buffer.concat([png(130, 100), chunk('acTL', Buffer.alloc(8))]),
			},
			'images/logo.png: animated',
		],
		['without the texts of a locale', without('i18n/en.json'), 'i18n/en.json: missing'],
		[
			'with texts of a locale that it does not have',
			{ ...archive(), 'i18n/es.json': JSON.stringify(texts()) },
			/es\.json: not among the locales/,
		],
		[
			'with a text missing',
			withTexts('ru', 'settings.login'),
			'i18n/ru.json: no text settings.login',
		],
		[
			'with a text that is empty',
			withTexts('ru', 'settings.login', ' '),
			'i18n/ru.json: no text settings.login',
		],
		[
			'named after the CRM',
			withTexts('en', 'widget.name', 'Warehouse for AMO CRM'),
			'i18n/en.json: the name of the product in the name of a widget',
		],
		[
			'whose description misspells the CRM',
			withTexts('ru', 'widget.description', 'Для Amocrm'),
			'i18n/ru.json: amoCRM is not spelt as amoCRM',
		],
		['with files of texts that differ', withTexts('en', 'more.text', 'More'), /other keys than/],
		['with Russian in English', withTexts('en', 'widget.name', 'Склад'), /en\.json: Russian text/],
		['with a .ru address in English', withTexts('en', 'widget.name', 'support.ru'), /\.ru address/],
		['without a tour', withManifest('tour'), /manifest\.json: tour/],
		['with a tour that is off', withManifest('tour.is_tour', false), /tour\.is_tour/],
		['with a tour of one locale', withManifest('tour.tour_images.en'), /tour_images: none for en/],
		[
			'without the tour’s pictures',
			without('images/tour.png'),
			'tour: /images/tour.png is missing',
		],
		[
			'with a picture of the tour of another size',
			{ ...archive(), 'images/tour.png': png(800, 600) },
			'/images/tour.png: 800 x 600 instead of 1188 x 616',
		],
		['without locations', withManifest('locations'), /locations/],
		[
			'at an unknown place',
			withManifest('locations[0]', 'lead_card'),
			/locations\.0: is no location/,
		],
		['everywhere with a column', withManifest('locations[0]', 'everywhere-1'), /is no location/],
		['twice at one place', withManifest('locations[4]', 'lcard-0'), /one stands twice/],
		[
			'with the card’s SDK and no card',
			withManifest('locations', ['card_sdk', 'digital_pipeline', 'salesbot_designer']),
			/card_sdk needs a card/,
		],
		[
			'with a pipeline’s part and not in the pipeline',
			withManifest('locations', ['salesbot_designer']),
			/digital_pipeline and the part dp/,
		],
		[
			'in the designer without its part',
			withManifest('salesbot_designer'),
			/salesbot_designer need each other/,
		],
		[
			'with advanced settings that have no title',
			withManifest('locations[4]', 'advanced_settings'),
			/advanced_settings and the part advanced/,
		],
		['without a locale', withManifest('widget.locale', []), /widget\.locale/],
		['in an unknown language', withManifest('widget.locale', ['de']), /widget\.locale/],
		['without a name', withManifest('widget.name'), /widget\.name/],
		[
			'with a name that is a text',
			withManifest('widget.name', 'Warehouse'),
			/widget\.name: must name a text/,
		],
		['without a way to support', withManifest('widget.support', {}), /support: link or email/],
		[
			'with a way to support that is no link',
			withManifest('widget.support.link', 'call us'),
			/support\.link: must be a link/,
		],
		['a showcase that is installed', withManifest('widget.is_showcase', true), /is_showcase needs/],
		['installed without settings', withManifest('settings'), /settings: required/],
		[
			'not installed, with settings',
			withManifest('widget.installation', false),
			/settings: not with/,
		],
		[
			'with a setting of an unknown type',
			withManifest('settings.login.type', 'date'),
			/settings\.login\.type/,
		],
		[
			'with a setting that does not say whether it is required',
			withManifest('settings.login.required'),
			/settings\.login\.required/,
		],
		[
			'with two settings of its own',
			withManifest('settings', { one: own, two: own }),
			/one of the type custom at most/,
		],
		[
			'with a setting of its own that has no place',
			{
				...archive(),
				'manifest.json': JSON.stringify({ ...manifest(), locations: ['lcard'], settings: { own } }),
			},
			/custom needs the location settings/,
		],
		[
			'with a hook that is not secure',
			withManifest('dp.webhook_url', 'http://builder.example'),
			/https/,
		],
		[
			'with a step that does not say whether it spans stages',
			withManifest('dp.action_multiple'),
			/action_multiple/,
		],
		[
			'with a bot’s field of an unknown type',
			withManifest('salesbot_designer.ask.settings.text.type', 'pass'),
			/salesbot_designer\.ask/,
		],
		['whose script does not parse', script('var = 1;'), /script\.js, line 2: Parsing error/],
		['whose script evaluates', script('eval("1");'), /eval/],
		['whose script shows an alert', script('window.alert("x");'), /alert/],
		['whose script logs', script('console.log("x");'), /only console\.debug/],
		['whose script uses what is not declared', script('x = 1;'), /'x' is not defined/],
		[
			'whose script loads another',
			script('document.createElement("script");'),
			/no scripts from elsewhere/,
		],
		[
			'whose script clicks on Install',
			script('$(".js-widget-install").trigger("click");'),
			/no virtual clicks/,
		],
		[
			'whose script asks in a loop',
			script('for (;;) { this.$authorizedAjax({}); }'),
			/no requests in a loop/,
		],
		['whose script waits', script('$.ajax({ async: false });'), /no synchronous/],
		['whose script changes the CRM’s data', script('APP.data = 1;'), /only read/],
	])('%s is refused', async (_, files, problem) => {
		expect(await upload(files)).toContainEqual(
			typeof problem === 'string' ? problem : expect.stringMatching(problem),
		);
	});

	it('may name the CRM in its description, and its address', async () => {
		const description =
			'For amoCRM: <a href="https://www.amocrm.com/support" target="_blank">amoCRM</a>.';
		expect(await upload(withTexts('en', 'widget.description', description))).toEqual([]);
	});

	it('under another name is refused', async () => {
		expect(await upload(archive(), 'my.zip')).toEqual(['The archive must be called widget.zip']);
	});

	it('that is no archive is refused', async () => {
		const { problems } = await readArchive(Buffer.from('PK nothing'));
		expect(problems).toEqual([expect.stringMatching(/^Not a zip archive/)]);
	});
});
