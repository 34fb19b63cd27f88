import type { Platform } from '../../../shared/address';

/** `доб. 12`, `ext 12`, `x12`, `#12`, `,12` after a number. */
const EXTENSION = /(?<=\d)[\s.()-]*(?:[,;#*]|(?:доб|вн|ext|ramal|anexo|int|x|х)\D*\d).*$/isu;

/** A way to write a number without a plus, and the codes of the countries in which it is written so. */
interface Spelling {
	/** Its group is the number as it is written after the code. */
	pattern: RegExp;
	codes: string[];
}

const BRAZILIAN_AREA = '(?:[14689][1-9]|2[12478]|3[1-578]|5[1345]|7[134579])';

/** `8 029 123-45-67`: the prefix is `8 0`. No code of a Russian area begins with 0. */
const belarus: Spelling = { pattern: /^80([1-4]\d{8})$/, codes: ['375'] };

/** `029 123-45-67`, the same without the 8. */
const belarusShort: Spelling = { pattern: /^0([12]\d{8})$/, codes: ['375'] };

/** `8 900 123-45-67`, in Kazakhstan too. */
const russia: Spelling = { pattern: /^[78]([34789]\d{9})$/, codes: ['7'] };

/** `900 123-45-67` */
const russiaShort: Spelling = { pattern: /^([34789]\d{9})$/, codes: ['7'] };

/** `11 98765-4321`; `0 11 …`, and `0 15 11 …` by a carrier of one's choice. */
const brazil: Spelling = {
	pattern: new RegExp(`^(?:0(?:\\d\\d)?)?(${BRAZILIAN_AREA}9\\d{8})$`),
	codes: ['55'],
};
/** Phones at home have ten digits, as many as elsewhere: what is before them must say that they are Brazilian. */
const brazilByPrefix: Spelling = {
	pattern: new RegExp(`^0(?:\\d\\d)?(${BRAZILIAN_AREA}[2-5]\\d{7})$`),
	codes: ['55'],
};

/** `050 123 45 67` */
const ukraine: Spelling = { pattern: /^0([3-9]\d{8})$/, codes: ['380'] };

/** Ten digits are a whole number in both Americas; or the code of a country is among them. */
const tenDigits: Spelling = { pattern: /^([1-9]\d{9})$/, codes: ['', '1', '7', '52', '55', '57'] };

/**
 * The first that fits counts: what may be a number of two countries is one of those where the platform is used.
 * @see https://www.itu.int/oth/T0202.aspx?parent=T0202 the national numbering plans
 */
const SPELLINGS: Record<Platform, Spelling[]> = {
	amocrm: [belarus, russia, russiaShort, brazil, brazilByPrefix, belarusShort, ukraine],
	kommo: [belarus, brazil, brazilByPrefix, russia, tenDigits, belarusShort, ukraine],
};

/** Numbers that are the same and are written in two ways even after the code of their country. */
const REWRITTEN: Array<[RegExp, string]> = [
	// Mobile phones of Brazil had no leading 9 before 2012 to 2016, by area.
	[new RegExp(`^55(${BRAZILIAN_AREA})([6-9]\\d{7})$`), '55$19$2'],
	// No code of a country begins with 89: `+8 900 …` is `8 900 …`.
	[/^8(9\d{9})$/, '7$1'],
];

const inFull = (digits: string) =>
	REWRITTEN.reduce((number, [pattern, other]) => number.replace(pattern, other), digits);

/** The digits after what leads out of a country: a plus, `00`, or `8 10` in Russia and around it. */
function international(written: string, digits: string): string | undefined {
	if (/^\D*\+/.test(written)) return digits;
	return /^(?:00|810)([1-9]\d{9,})$/.exec(digits)?.[1];
}

/**
 * The phones that a text may mean, each in full with the code of its country: two texts are the same phone if
 * they share one. Local numbers, which say no area, are the same only where all their digits are. None where a
 * text has no digits.
 */
export function phonesIn(text: string, platform: Platform): string[] {
	const written = text.replace(EXTENSION, '');
	const digits = written.replace(/\D/g, '');
	if (digits === '') return [];
	const abroad = international(written, digits);
	if (abroad !== undefined) return [inFull(abroad)];
	for (const { pattern, codes } of SPELLINGS[platform]) {
		const number = pattern.exec(digits)?.[1];
		if (number !== undefined) return codes.map((code) => inFull(`${code}${number}`));
	}
	return [inFull(digits)];
}

/** How many digits at the end all spellings of such a phone have in common, where they are fewer than ten. */
const COMMON_END: Array<[RegExp, number]> = [
	[/^375\d{9}$/, 9],
	[/^55\d\d9\d{8}$/, 8],
];

/** What to ask amoCRM for, which finds a phone by its last digits, however it is written. */
export function soughtPhone(text: string, platform: Platform): string {
	const [phone = ''] = phonesIn(text, platform);
	const [, digits = 10] = COMMON_END.find(([pattern]) => pattern.test(phone)) ?? [];
	return phone.slice(-digits);
}
