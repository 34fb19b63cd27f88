import { imageSize } from 'image-size';
import { get, uniq } from 'lodash';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { LOCALES, readManifest, textKeysOf, type Locale, type Manifest } from './manifest';
import { scriptProblems } from './scriptRules';

/** A widget as amoCRM keeps it after its upload. */
export interface WidgetArchive {
	manifest: Manifest;
	texts: Partial<Record<Locale, Texts>>;
	files: Map<string, Buffer>;
}

/** A widget that was uploaded to an integration. */
export interface UploadedWidget extends WidgetArchive {
	integrationId: string;
	/** amoCRM's name for it, made at the first upload. amocrm.ru/developers: integrations/upload. */
	code: string;
}

type Texts = Record<string, unknown>;

/** In pixels. */
type Size = [width: number, height: number];

/** amocrm.ru/developers: integrations/structure. */
const LOGOS: Record<string, Size> = {
	logo_main: [400, 272],
	logo_small: [108, 108],
	logo: [130, 100],
	logo_medium: [240, 84],
	logo_min: [84, 84],
};

/** For widgets in the digital pipeline. amocrm.ru/developers: web_sdk/digital_pipeline. */
const PIPELINE_LOGO: typeof LOGOS = { logo_dp: [174, 109] };

/** amocrm.ru/developers: integrations/requirements, 4.3. */
const TOUR: Size = [1188, 616];

const IMAGE_KB = 300;
const PICTURE = /\.(png|jpe?g|gif)$/;
const TEXT = /\.(js|json|css|twig|md|txt|html)$/;

async function unzip(bytes: Buffer): Promise<Map<string, Buffer>> {
	const zip = await new Promise<ZipFile>((resolve, reject) =>
		fromBuffer(bytes, { lazyEntries: true }, (error, file) =>
			error ? reject(error) : resolve(file),
		),
	);
	const files = new Map<string, Buffer>();
	await new Promise<void>((resolve, reject) => {
		zip.on('error', reject).on('end', resolve);
		zip.on('entry', (entry: Entry) => {
			if (entry.fileName.endsWith('/')) return zip.readEntry();
			zip.openReadStream(entry, (error, stream) => {
				if (error) return reject(error);
				const chunks: Buffer[] = [];
				stream.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
				stream.on('end', () => {
					files.set(entry.fileName, Buffer.concat(chunks));
					zip.readEntry();
				});
			});
		});
		zip.readEntry();
	});
	return files;
}

/** amocrm.ru/developers: integrations/requirements, 3.1. */
function encodingProblems([name, bytes]: [string, Buffer]): string[] {
	if (!TEXT.test(name)) return [];
	const text = bytes.toString('utf8');
	if (!Buffer.from(text).equals(bytes)) return [`${name}: not UTF-8`];
	if (text.startsWith('\uFEFF')) return [`${name}: begins with a BOM`];
	return text.includes('\r') ? [`${name}: lines must end with \\n`] : [];
}

function structureProblems(files: Map<string, Buffer>): string[] {
	const names = [...files.keys()];
	if (!files.has('manifest.json') && names.some((name) => /^[^/]+\/manifest\.json$/.test(name))) {
		return ['The files must lie in the archive itself, not in a folder'];
	}
	const missing = ['manifest.json', 'script.js'].filter((name) => !files.has(name));
	const stray = names.filter((name) => /(^|\/)(\.|__MACOSX|Thumbs\.db)/.test(name));
	return [
		...missing.map((name) => `${name}: missing`),
		...stray.map((name) => `${name}: does not belong here`),
	];
}

const pictureOf = (files: Map<string, Buffer>, name: string) =>
	['png', 'jpg', 'jpeg', 'gif']
		.map((type) => `images/${name}.${type}`)
		.find((path) => files.has(path));

function sizeProblems(path: string, bytes: Buffer, [width, height]: Size): string[] {
	try {
		const size = imageSize(bytes);
		const fits = size.width === width && size.height === height;
		return fits ? [] : [`${path}: ${size.width} x ${size.height} instead of ${width} x ${height}`];
	} catch {
		return [`${path}: not a picture`];
	}
}

const logoProblems = (files: Map<string, Buffer>, logos: typeof LOGOS): string[] =>
	Object.entries(logos).flatMap(([name, size]) => {
		const path = pictureOf(files, name);
		if (path === undefined) return [`images/${name}.png: missing`];
		return sizeProblems(path, files.get(path)!, size);
	});

function tourProblems({ tour, widget: { locale } }: Manifest, files: Map<string, Buffer>) {
	const paths = uniq(locale.flatMap((one) => tour.tour_images[one] ?? []));
	return paths.flatMap((path) => {
		const bytes = files.get(path.replace(/^\//, ''));
		return bytes ? sizeProblems(path, bytes, TOUR) : [`tour: ${path} is missing`];
	});
}

/** A PNG says that it moves by a chunk, a GIF by the extension that repeats it. */
const isAnimated = (bytes: Buffer) => bytes.includes('acTL') || bytes.includes('NETSCAPE2.0');

const pictureProblems = (files: Map<string, Buffer>): string[] =>
	[...files]
		.filter(([name]) => PICTURE.test(name))
		.flatMap(([name, bytes]) => [
			...(bytes.length > IMAGE_KB * 1024 ? [`${name}: over ${IMAGE_KB} KB`] : []),
			...(isAnimated(bytes) ? [`${name}: animated`] : []),
		]);

function readJson(files: Map<string, Buffer>, name: string, problems: string[]): unknown {
	const bytes = files.get(name);
	if (!bytes) return problems.push(`${name}: missing`) && undefined;
	try {
		return JSON.parse(bytes.toString('utf8'));
	} catch (error) {
		problems.push(`${name}: ${(error as Error).message}`);
		return undefined;
	}
}

/** `{ widget: { name } }` as `['widget.name']`. */
const keysOf = (texts: unknown, prefix = ''): string[] =>
	typeof texts === 'object' && texts !== null
		? Object.entries(texts).flatMap(([key, value]) =>
				keysOf(value, `${prefix}${prefix && '.'}${key}`),
			)
		: [prefix];

/** Names of the product, in whatever letters; an address is none. */
const PRODUCT = /(?<![\w./@-])amo[\s_-]*crm(?![\w-]*\.\w)/gi;

const isWellSpelt = (text: string) =>
	[...text.matchAll(PRODUCT)].every(([product]) => product === 'amoCRM');

/** What a text must not say. amocrm.ru/developers: integrations/requirements, 3.1.3 and 4.2. */
const WORDING: Array<{
	/** Of the manifest; else all texts. */
	keysIn?: (manifest: Manifest) => string[];
	allows(text: string, locale: string): boolean;
	problem: string;
}> = [
	{
		allows: (text, locale) => locale === 'ru' || !/[а-яё]|\.ru\b/i.test(text),
		problem: 'Russian text or a .ru address',
	},
	{
		keysIn: ({ widget }) => [widget.name],
		allows: (text) => !/amo[\s_-]*crm/i.test(text),
		problem: 'the name of the product in the name of a widget',
	},
	{
		keysIn: ({ widget }) => [widget.description, widget.short_description],
		allows: isWellSpelt,
		problem: 'amoCRM is not spelt as amoCRM',
	},
];

function textProblems(texts: WidgetArchive['texts'], manifest: Manifest): string[] {
	const files = Object.entries(texts).map(([locale, file]) => ({
		locale,
		keys: keysOf(file),
		file,
	}));
	const [first, ...others] = files;
	const wanted = textKeysOf(manifest);
	return [
		...files.flatMap(({ locale, file }) =>
			wanted
				.filter((key) => !String(get(file, key) ?? '').trim())
				.map((key) => `i18n/${locale}.json: no text ${key}`),
		),
		...others
			.filter(({ keys }) => keys.toSorted().join() !== first.keys.toSorted().join())
			.map(({ locale }) => `i18n/${locale}.json: other keys than i18n/${first.locale}.json`),
		...files.flatMap(({ locale, keys, file }) =>
			WORDING.filter(({ keysIn, allows }) =>
				(keysIn?.(manifest) ?? keys).some((key) => !allows(String(get(file, key)), locale)),
			).map(({ problem }) => `i18n/${locale}.json: ${problem}`),
		),
	];
}

function localeProblems(files: Map<string, Buffer>, { widget: { locale } }: Manifest): string[] {
	const given = LOCALES.filter((one) => files.has(`i18n/${one}.json`));
	return given
		.filter((one) => !locale.includes(one))
		.map((one) => `i18n/${one}.json: not among the locales`);
}

/**
 * What amoCRM makes of an archive: the widget, or all that it refuses it for.
 * amocrm.ru/developers: integrations/upload, integrations/structure, integrations/requirements.
 */
export async function readArchive(
	bytes: Buffer,
	fileName = 'widget.zip',
): Promise<{ widget?: WidgetArchive; problems: string[] }> {
	if (fileName !== 'widget.zip') return { problems: ['The archive must be called widget.zip'] };
	let files: Map<string, Buffer>;
	try {
		files = await unzip(bytes);
	} catch (error) {
		return { problems: [`Not a zip archive: ${(error as Error).message}`] };
	}
	const problems = [...structureProblems(files), ...[...files].flatMap(encodingProblems)];
	if (problems.length > 0) return { problems };
	const { manifest, problems: inManifest } = readManifest(
		readJson(files, 'manifest.json', problems),
	);
	problems.push(...inManifest, ...(await scriptProblems(files.get('script.js')!.toString('utf8'))));
	problems.push(...logoProblems(files, LOGOS), ...pictureProblems(files));
	if (!manifest) return { problems };
	const texts = Object.fromEntries(
		manifest.widget.locale.map((locale) => [
			locale,
			readJson(files, `i18n/${locale}.json`, problems),
		]),
	) as WidgetArchive['texts'];
	if (manifest.dp) problems.push(...logoProblems(files, PIPELINE_LOGO));
	problems.push(
		...textProblems(texts, manifest),
		...localeProblems(files, manifest),
		...tourProblems(manifest, files),
	);
	return problems.length > 0 ? { problems } : { widget: { manifest, texts, files }, problems };
}
