import { memoize } from 'lodash';

import { AmoCrmProblem } from '../../../../shared/problem';
import { readPicture, twoColours, type Size } from './png';

/** Logos by the names that amoCRM wants them under. @see https://www.amocrm.ru/developers/content/integrations/structure */
export const LOGOS = {
	logo: { width: 130, height: 100 },
	logo_dp: { width: 174, height: 109 },
	logo_main: { width: 400, height: 272 },
	logo_medium: { width: 240, height: 84 },
	logo_min: { width: 84, height: 84 },
	logo_small: { width: 108, height: 108 },
} satisfies Record<string, Size>;

export type LogoName = keyof typeof LOGOS;

/** What a person sees before the widget is installed. @see https://www.amocrm.ru/developers/content/integrations/requirements */
export const TOUR: Size = { width: 1188, height: 616 };

const MOST_BYTES = 300 * 1024;

export const sizeInWords = ({ width, height }: Size) => `${width} × ${height} pixels`;

const BLUE = [0x2f, 0x6d, 0xb5];
const WHITE = [0xff, 0xff, 0xff];

/** A plain picture without a word in it: two circles and a line between them. */
export const plainPicture = memoize((size: Size): Buffer => {
	const { width, height } = size;
	const radius = Math.min(width, height) / 6;
	const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
	const isWithin = (x: number, y: number) => x * x + y * y <= radius * radius;
	return twoColours(size, [BLUE, WHITE], (atX, atY) => {
		const x = Math.abs(atX - middleX);
		const y = Math.abs(atY - middleY);
		const isLine = y <= radius / 5 && x <= radius * 1.5;
		return isLine || isWithin(x - radius * 1.5, y);
	});
}, sizeInWords);

export type PictureFormat = 'png' | 'jpeg';

/**
 * @param called the picture in a sentence: `The picture logo_main`
 * @throws AmoCrmProblem `badInput`: amoCRM would not take it
 */
export function checkPicture(
	called: string,
	bytes: Buffer,
	wanted: Size,
	formats: PictureFormat[],
): PictureFormat {
	const refuse = (why: string, hint: string): never => {
		throw new AmoCrmProblem('badInput', `${called} ${why}.`, { hint });
	};
	const names = formats.map((format) => format.toUpperCase()).join(' or ');
	const head = readPicture(bytes);
	if (!head || !formats.includes(head.format)) {
		return refuse(`is not a ${names}`, `Save it as ${names} and give it again.`);
	}
	const { format, width, height, isAnimated } = head;
	if (isAnimated)
		return refuse('moves', 'amoCRM forbids animated pictures. Give one that stands still.');
	if (width !== wanted.width || height !== wanted.height) {
		return refuse(
			`is ${sizeInWords(head)}, and must be ${sizeInWords(wanted)}`,
			'amoCRM takes no other size. Resize the picture.',
		);
	}
	if (bytes.length > MOST_BYTES) {
		const size = Math.ceil(bytes.length / 1024);
		return refuse(`has ${size} KB, and may have 300 at most`, 'Save it with fewer colours.');
	}
	return format;
}
