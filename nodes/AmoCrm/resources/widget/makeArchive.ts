import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { AmoCrmProblem } from '../../../shared/problem';
import { textParameter, wordAmong } from '../../factories/input';
import { eachItem, type Item, type Operation, type Target } from '../../factories/operation';
import { readDesign, rowsIn, type Design } from './archive/design';
import { locationsOf, textFilesOf, type TourPaths } from './archive/files';
import { LANGUAGES, type Language } from './archive/languages';
import { EVERY_LANGUAGE, LOGO_OPTIONS, properties, TOUR_LANGUAGES } from './archive/parameters';
import { checkPicture, LOGOS, plainPicture, TOUR, type LogoName } from './archive/pictures';
import { type ArchiveFile, zip } from './archive/zip';

/** amoCRM takes no other name. @see https://www.amocrm.ru/developers/content/integrations/upload */
const ARCHIVE = 'widget.zip';

async function pictureIn(
	{ helpers }: IExecuteFunctions,
	{ index }: Item,
	{ binaryPropertyName }: IDataObject,
): Promise<Buffer> {
	const field = String(binaryPropertyName ?? '').trim() || 'data';
	return await helpers.getBinaryDataBuffer(index, helpers.assertBinaryData(index, field));
}

/** Logos that a widget needs; the one for the Digital Pipeline only there. */
const neededLogos = ({ pipeline }: Design): LogoName[] =>
	(Object.keys(LOGOS) as LogoName[]).filter((name) => name !== 'logo_dp' || pipeline);

async function logosOf(
	functions: IExecuteFunctions,
	item: Item,
	design: Design,
): Promise<ArchiveFile[]> {
	const needed = neededLogos(design);
	const own = new Map<LogoName, Buffer>();
	for (const row of rowsIn(item, 'logos')) {
		const name = wordAmong('Logo', row.logo, LOGO_OPTIONS) as LogoName;
		const why = own.has(name)
			? 'is given twice'
			: !needed.includes(name) && 'is for a step in the Digital Pipeline, which the widget has not';
		if (why) throw new AmoCrmProblem('badInput', `The logo ${name} ${why}.`);
		const bytes = await pictureIn(functions, item, row);
		checkPicture(`The logo ${name}`, bytes, LOGOS[name], ['png']);
		own.set(name, bytes);
	}
	return needed.map((name) => ({
		path: `images/${name}.png`,
		bytes: own.get(name) ?? plainPicture(LOGOS[name]),
	}));
}

const ENDINGS = { png: 'png', jpeg: 'jpg' } as const;

/** Pictures of the tour, and which language shows which. */
async function tourOf(
	functions: IExecuteFunctions,
	item: Item,
	{ languages }: Design,
): Promise<{ files: ArchiveFile[]; paths: TourPaths }> {
	const files: ArchiveFile[] = [];
	const paths: TourPaths = {};
	const add = (shownIn: Language[], ending: string, bytes: Buffer) => {
		const path = `images/tour_${files.length + 1}.${ending}`;
		files.push({ path, bytes });
		for (const language of shownIn) (paths[language] ??= []).push(path);
	};
	for (const row of rowsIn(item, 'tour')) {
		const chosen = wordAmong('Tour Pictures: Language', row.language, TOUR_LANGUAGES);
		const shownIn = languages.filter((one) => [one, EVERY_LANGUAGE].includes(chosen));
		if (shownIn.length === 0) {
			const language = LANGUAGES[chosen as Language];
			throw new AmoCrmProblem(
				'badInput',
				`The widget has no ${language}, but a tour picture in it.`,
			);
		}
		const bytes = await pictureIn(functions, item, row);
		const place = `The tour picture ${files.length + 1}`;
		add(shownIn, ENDINGS[checkPicture(place, bytes, TOUR, ['png', 'jpeg'])], bytes);
	}
	const left = languages.filter((language) => !paths[language]);
	if (left.length > 0) add(left, 'png', plainPicture(TOUR));
	return { files, paths };
}

/**
 * Makes an archive out of parameters alone: it needs no account and no network.
 * @see https://www.amocrm.ru/developers/content/integrations/structure
 */
export const makeArchive: Operation<Target> = {
	name: 'makeArchive',
	displayName: 'Make Archive',
	description: 'Make the archive of a widget of your own, ready to be uploaded in amoCRM',
	action: 'Make the archive of a widget',
	properties,
	run: async (_nothing, items, functions) =>
		await eachItem(items, async (item) => {
			const design = readDesign(item);
			const logos = await logosOf(functions, item, design);
			const tour = await tourOf(functions, item, design);
			const files = [...textFilesOf(design, tour.paths), ...logos, ...tour.files];
			const bytes = zip(files);
			const field = textParameter(item, 'archiveField', 'Put Output File in Field') || 'data';
			const binary = await functions.helpers.prepareBinaryData(bytes, ARCHIVE, 'application/zip');
			const output = {
				fileName: ARCHIVE,
				size: bytes.length,
				version: design.version,
				languages: design.languages,
				locations: locationsOf(design),
				files: files.map(({ path }) => path),
			};
			return { output: [output], binary: { [field]: binary } };
		}),
};
