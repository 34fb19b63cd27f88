import fc from 'fast-check';
import imageSize from 'image-size';
import type { IDataObject } from 'n8n-workflow';

import { readArchive } from '../../../../emulator/widgets/archive';
import {
	LOGOS,
	plainPicture,
	TOUR,
} from '../../../../nodes/AmoCrm/resources/widget/archive/pictures';
import { twoColours } from '../../../../nodes/AmoCrm/resources/widget/archive/png';
import { anyWidget } from './anyWidget';
import { archiveOf, jsonIn, KEY, MINIMAL, rows, run, unpack, URL } from './archive';
import { PICTURES } from './pictures';

const filesOf = async (...asked: Parameters<typeof archiveOf>) =>
	await unpack(await archiveOf(...asked));

const PIPELINE = { steps: ['digitalPipeline'], pipelineKey: KEY, pipelineStepEn: 'Ask' };
const BOT = { steps: ['salesbot'], botStepEn: 'Ask' };

describe('the archive', () => {
	/** @see https://www.amocrm.ru/developers/content/integrations/requirements */
	it('has the files that amoCRM wants, and no other', async () => {
		const files = await filesOf(MINIMAL);
		expect([...files.keys()]).toEqual([
			'manifest.json',
			'script.js',
			'i18n/en.json',
			'images/logo.png',
			'images/logo_main.png',
			'images/logo_medium.png',
			'images/logo_min.png',
			'images/logo_small.png',
			'images/tour_1.png',
		]);
	});

	/** @see https://www.amocrm.ru/developers/content/integrations/structure */
	it('has a manifest by the documentation', async () => {
		expect(jsonIn(await filesOf(MINIMAL), 'manifest.json')).toEqual({
			widget: {
				name: 'widget.name',
				description: 'widget.description',
				short_description: 'widget.short_description',
				version: '1.0.0',
				interface_version: 2,
				init_once: false,
				locale: ['en'],
				installation: true,
				support: { email: 'help@example.com' },
			},
			locations: ['lcard-1', 'settings'],
			tour: {
				is_tour: true,
				tour_images: { en: ['/images/tour_1.png'] },
				tour_description: 'widget.tour_description',
			},
			settings: {},
		});
	});

	it('names the areas that were chosen, and the page of settings', async () => {
		const files = await filesOf({
			...MINIMAL,
			...BOT,
			...PIPELINE,
			steps: 'salesbot, digitalPipeline',
			cards: ['lead', 'contact', 'company', 'customer'],
			lists: ['leads', 'contacts', 'customers'],
			support: 'https://example.com/help',
		});
		expect(jsonIn(files, 'manifest.json')).toMatchObject({
			widget: { support: { link: 'https://example.com/help' } },
			locations: [
				'lcard-1',
				'ccard-1',
				'comcard-1',
				'cucard-1',
				'llist-1',
				'clist-1',
				'culist-1',
				'settings',
				'digital_pipeline',
				'salesbot_designer',
			],
		});
		expect(files.has('images/logo_dp.png')).toBe(true);
	});

	/** @see https://www.amocrm.ru/developers/content/integrations/fields */
	it('has the settings that the builder lists', async () => {
		const files = await filesOf({
			...MINIMAL,
			settingFields: rows(
				{ code: 'login', labelEn: 'Login', type: 'text', required: true },
				{ code: 'password', labelEn: 'Password', type: 'pass' },
				{ code: 'phones', labelEn: 'Phones', type: 'users' },
				{ code: 'logins', labelEn: 'Logins', type: 'users_lp' },
				{ code: 'notes', labelEn: 'Notes', type: 'custom' },
			),
		});
		expect(jsonIn(files, 'manifest.json').settings).toEqual({
			login: { name: 'settings.login', type: 'text', required: true },
			password: { name: 'settings.password', type: 'pass', required: false },
			phones: { name: 'settings.phones', type: 'users', required: false },
			logins: { name: 'settings.logins', type: 'users_lp', required: false },
			notes: { name: 'settings.notes', type: 'custom', required: false },
		});
		expect(jsonIn(files, 'i18n/en.json').settings).toEqual({
			login: 'Login',
			password: 'Password',
			phones: 'Phones',
			logins: 'Logins',
			notes: 'Notes',
		});
		expect(files.get('script.js')?.toString()).toContain('"own": "notes"');
	});

	/** @see https://www.amocrm.ru/developers/content/digital_pipeline/integrations */
	it('has a step for the Digital Pipeline, whose key only the manifest knows', async () => {
		const files = await filesOf({
			...MINIMAL,
			...PIPELINE,
			pipelineFields: rows({ code: 'message', labelEn: 'Message', required: true }),
			options: { severalStages: true },
		});
		expect(jsonIn(files, 'manifest.json').dp).toEqual({
			title: 'dp.title',
			settings: { message: { name: 'dp_fields.message', type: 'text', required: true } },
			action_multiple: true,
			webhook_url: `${URL}?key=${KEY}`,
		});
		expect(jsonIn(files, 'i18n/en.json')).toMatchObject({
			dp: { title: 'Ask' },
			dp_fields: { message: 'Message' },
		});
		expect(files.get('script.js')?.toString()).not.toContain(KEY);
	});

	/** @see https://www.amocrm.ru/developers/content/integrations/salesbot_widget */
	it('has a step for bots', async () => {
		const files = await filesOf({
			...MINIMAL,
			...BOT,
			botFields: rows(
				{ code: 'text', labelEn: 'Text', type: 'text', defaultValue: '{{lead.id}}', manual: true },
				{ code: 'sum', labelEn: 'Sum', type: 'numeric', manual: false },
			),
		});
		expect(jsonIn(files, 'manifest.json').salesbot_designer).toEqual({
			ask_workflow: {
				name: 'salesbot.name',
				settings: {
					text: {
						name: 'bot_fields.text',
						type: 'text',
						default_value: '{{lead.id}}',
						manual: true,
					},
					sum: { name: 'bot_fields.sum', type: 'numeric', manual: false },
				},
			},
		});
		expect(jsonIn(files, 'i18n/en.json').salesbot).toMatchObject({ name: 'Ask' });
	});

	it("takes the builder's pictures, and plain ones for the others", async () => {
		const logo = twoColours(
			LOGOS.logo_min,
			[
				[0, 0, 0],
				[9, 9, 9],
			],
			() => true,
		);
		const shot = twoColours(
			TOUR,
			[
				[0, 0, 0],
				[9, 9, 9],
			],
			() => true,
		);
		const files = await filesOf(
			{
				...MINIMAL,
				languages: ['en', 'ru'],
				nameRu: 'На склад',
				shortDescriptionRu: 'Передаёт сделки на склад',
				buttonRu: 'Отправить',
				logos: rows({ logo: 'logo_min', binaryPropertyName: 'mine' }),
				tour: rows({ language: 'ru', binaryPropertyName: 'shot' }),
			},
			{ mine: logo, shot },
		);
		expect(files.get('images/logo_min.png')).toEqual(logo);
		expect(files.get('images/logo.png')).toEqual(plainPicture(LOGOS.logo));
		expect(jsonIn(files, 'manifest.json').tour).toMatchObject({
			tour_images: { en: ['/images/tour_2.png'], ru: ['/images/tour_1.png'] },
		});
		expect(files.get('images/tour_1.png')).toEqual(shot);
	});

	it('may be for installing alone', async () => {
		const files = await filesOf({ ...MINIMAL, cards: [], features: [] });
		expect(jsonIn(files, 'manifest.json').locations).toEqual(['settings']);
	});
});

const withLogo = (binaryPropertyName: string, logo = 'logo') => ({
	logos: rows({ logo, binaryPropertyName }),
});

const setting = (more: IDataObject = {}) => ({
	code: 'login',
	labelEn: 'Login',
	type: 'text',
	...more,
});

/** One input that amoCRM's documentation forbids, and what the builder is told. */
const REFUSALS: Array<[sentence: string, parameters: IDataObject]> = [
	['"Languages" is empty.', { languages: [] }],
	['The field "Languages" cannot be "de".', { languages: ['de'] }],
	['"Name (English)" is missing.', { nameEn: ' ' }],
	['"Name (Russian)" is missing.', { languages: ['en', 'ru'] }],
	['"Short Description (English)" is missing.', { shortDescriptionEn: '' }],
	['The name of a widget must not contain amoCRM.', { nameEn: 'amoCRM warehouse' }],
	['The name of a widget must not contain amoCRM.', { nameEn: 'Stock for AMO CRM' }],
	[
		'"Short Description (English)" spells amoCRM in another way.',
		{ shortDescriptionEn: 'For Amocrm' },
	],
	[
		'"Description (English)" spells amoCRM in another way.',
		{ fullDescriptionEn: 'For AMO CRM users' },
	],
	['"Description (English)" has Russian letters.', { fullDescriptionEn: 'Warehouse «Склад»' }],
	[
		'"Description (English)" names a Russian domain.',
		{ fullDescriptionEn: 'See https://example.ru/a' },
	],
	['"Button Text (English)" has a broken character.', { buttonEn: 'Send \uD83D' }],
	['"Button Text (English)" is missing.', { buttonEn: '' }],
	['"Support Address" is missing.', { support: '' }],
	['"Support Address" is neither a link nor an email address.', { support: 'call us' }],
	['"Support Address" is neither a link nor an email address.', { support: 'javascript:alert(1)' }],
	['"Version" must be numbers with dots between them.', { widgetVersion: 'one' }],
	['"Version" must be numbers with dots between them.', { widgetVersion: '' }],
	['"Widget Trigger URL" is missing.', { triggerUrl: '' }],
	['"Widget Trigger URL" is not an address.', { triggerUrl: 'my trigger' }],
	['"Widget Trigger URL" is not an address.', { triggerUrl: 'https://a:b@n8n.example.com/x' }],
	['"Widget Trigger URL" must begin with https://.', { triggerUrl: 'http://n8n.example.com/x' }],
	['"Widget Trigger URL" has more after the path.', { triggerUrl: `${URL}?key=1` }],
	['The field "Show in Cards" cannot be "task".', { cards: ['task'] }],
	['The field "Show in Lists" cannot be "tasks".', { lists: ['tasks'] }],
	['"What It Shows" is empty, and the widget is shown in cards.', { features: [] }],
	['The widget is shown in lists, but has no button.', { lists: ['leads'], features: ['panel'] }],
	['"Settings 1" has no usable code.', { settingFields: rows(setting({ code: '' })) }],
	[
		'"Settings 2" has no usable code.',
		{ settingFields: rows(setting(), setting({ code: '1st' })) },
	],
	['"Settings 1" has no usable code.', { settingFields: rows(setting({ code: 'ключ' })) }],
	['"Settings 1" has no usable code.', { settingFields: rows(setting({ code: 'constructor' })) }],
	['"Settings" has the code login twice.', { settingFields: rows(setting(), setting()) }],
	[
		'"Settings" cannot have the code widget_code.',
		{ settingFields: rows(setting({ code: 'widget_code' })) },
	],
	[
		'"Settings, login: Label (English)" is missing.',
		{ settingFields: rows(setting({ labelEn: '' })) },
	],
	[
		'The field "Settings, login: Type" cannot be "date".',
		{ settingFields: rows(setting({ type: 'date' })) },
	],
	[
		'"Settings" has more than one of the type Own.',
		{ settingFields: rows(setting({ type: 'custom' }), setting({ code: 'b', type: 'custom' })) },
	],
	[
		'"Digital Pipeline Key" must be at least 16 letters and digits.',
		{ ...PIPELINE, pipelineKey: 'short' },
	],
	[
		'"Digital Pipeline Key" must be at least 16 letters and digits.',
		{ ...PIPELINE, pipelineKey: `${KEY}&a=b` },
	],
	['"Digital Pipeline Step (English)" is missing.', { ...PIPELINE, pipelineStepEn: '' }],
	[
		'"Digital Pipeline Fields 1" has no usable code.',
		{ ...PIPELINE, pipelineFields: rows({ code: 'a b' }) },
	],
	['"Salesbot Step (English)" is missing.', { ...BOT, botStepEn: '' }],
	['"Salesbot Fields 1" has no usable code.', { ...BOT, botFields: rows({ code: '-' }) }],
	[
		'The field "Salesbot Fields, a: Type" cannot be "date".',
		{ ...BOT, botFields: rows({ code: 'a', labelEn: 'A', type: 'date' }) },
	],
	['The field "Logo" cannot be "logo_big".', withLogo('logo', 'logo_big')],
	['The logo logo is 84 × 84 pixels, and must be 130 × 100 pixels.', withLogo('small')],
	['The logo logo is not a PNG.', withLogo('jpeg')],
	['The logo logo is not a PNG.', withLogo('text')],
	['The logo logo moves.', withLogo('animated')],
	['The logo logo has 303 KB, and may have 300 at most.', withLogo('heavy')],
	[
		'The logo logo is given twice.',
		{
			logos: rows(
				{ logo: 'logo', binaryPropertyName: 'logo' },
				{ logo: 'logo', binaryPropertyName: 'logo' },
			),
		},
	],
	[
		'The logo logo_dp is for a step in the Digital Pipeline, which the widget has not.',
		withLogo('logo', 'logo_dp'),
	],
	[
		'The tour picture 1 is 130 × 100 pixels, and must be 1188 × 616 pixels.',
		{ tour: rows({ language: 'all', binaryPropertyName: 'logo' }) },
	],
	[
		'The tour picture 1 is not a PNG or JPEG.',
		{ tour: rows({ language: 'all', binaryPropertyName: 'text' }) },
	],
	[
		'The widget has no Spanish, but a tour picture in it.',
		{ tour: rows({ language: 'es', binaryPropertyName: 'logo' }) },
	],
	['There is no binary field nowhere', withLogo('nowhere')],
];

describe('what amoCRM would refuse is refused', () => {
	it.each(REFUSALS)('%s %#', async (sentence, parameters) => {
		const { result, bytes } = await run({ ...MINIMAL, ...parameters }, PICTURES);
		expect('problem' in result && (result.problem as Error).message).toBe(sentence);
		expect(bytes).toBeUndefined();
	});
});

describe('what amoCRM allows is taken', () => {
	it.each<[string, IDataObject]>([
		['amoCRM named rightly', { fullDescriptionEn: 'For amoCRM, at https://www.amocrm.com/a.' }],
		['HTML in the description', { fullDescriptionEn: '<a href="https://example.com">Help</a>' }],
		['a word that ends like a domain', { fullDescriptionEn: 'See example.run and example.com' }],
		['a Russian address of support', { support: 'help@example.ru' }],
		['lists alone', { cards: [], lists: ['leads'] }],
		['a panel alone', { features: ['panel'], buttonEn: '' }],
	])('%s', async (_title, parameters) => {
		const { result } = await run({ ...MINIMAL, ...parameters });
		expect(result).toHaveProperty('output');
	});
});

// ---------- Any widget ----------

/** Keys of an object, of all depths. */
const keysOf = (value: unknown, path = ''): string[] =>
	typeof value === 'object' && value !== null
		? Object.entries(value).flatMap(([key, inner]) => keysOf(inner, `${path}.${key}`))
		: [path];

/** Every text of the manifest that names one of a language's. */
const namedTexts = (value: unknown): string[] =>
	typeof value === 'object' && value !== null
		? Object.entries(value).flatMap(([key, inner]) =>
				['name', 'description', 'short_description', 'title', 'tour_description'].includes(key) &&
				typeof inner === 'string'
					? [inner]
					: namedTexts(inner),
			)
		: [];

it('any 200 widgets are taken by the emulator, and hold what the documentation asks of an archive', async () => {
	await fc.assert(
		fc.asyncProperty(anyWidget, async (parameters) => {
			const archive = await archiveOf(parameters);
			expect((await readArchive(archive)).problems).toEqual([]);
			const files = await unpack(archive);
			const manifest = jsonIn(files, 'manifest.json');
			const languages = (manifest.widget as IDataObject).locale as string[];
			expect([...languages].sort()).toEqual([...(parameters.languages as string[])].sort());
			const texts = languages.map((language) => jsonIn(files, `i18n/${language}.json`));
			for (const one of texts) {
				expect(keysOf(one)).toEqual(keysOf(texts[0]));
				const known = keysOf(one).map((path) => path.slice(1));
				expect(known).toEqual(expect.arrayContaining(namedTexts(manifest)));
			}
			for (const [path, bytes] of files) {
				if (path.endsWith('.png')) {
					const name = path.slice('images/'.length, -'.png'.length);
					const size = name.startsWith('tour_') ? TOUR : LOGOS[name as keyof typeof LOGOS];
					expect(imageSize(bytes)).toMatchObject({ type: 'png', ...size });
				} else {
					expect(bytes.toString()).not.toMatch(/^\uFEFF|\r/);
				}
			}
		}),
		{ numRuns: 200 },
	);
});
