import { phonesIn, soughtPhone } from '../../../nodes/AmoCrm/cards/upsert/phone';
import type { Platform } from '../../../nodes/shared/address';

/**
 * How phones are written, by the national numbering plans that the countries have handed in to the ITU
 * (itu.int/oth/T0202), and by the metadata of Google's libphonenumber, which is made of them: prefix within the
 * country, lengths, areas.
 */
const both: Platform[] = ['amocrm', 'kommo'];
const platforms = (...list: Platform[]) => list;

const isSame = (one: string, other: string, platform: Platform) =>
	phonesIn(one, platform).some((phone) => phonesIn(other, platform).includes(phone));

describe.each<[title: string, where: Platform[], phone: string, spellings: string[]]>([
	[
		'of Russia: ten digits, within the country after 8',
		both,
		'+7 900 123-45-67',
		['8 900 123 45 67', '8(900)1234567', '79001234567', '+79001234567', '+7 (900) 123‑45‑67'],
	],
	['of Russia, by a plus before the 8', both, '+7 900 123-45-67', ['+8 (900) 123-45-67']],
	['of Moscow', platforms('amocrm'), '+7 495 123-45-67', ['84951234567', '8 (495) 123 45 67']],
	['of Russia without the 8', both, '+7 900 123-45-67', ['900 123-45-67', '(900) 1234567']],
	[
		'of Russia from abroad',
		both,
		'+7 900 123-45-67',
		['007 900 123 45 67', '8-10-7-900-123-45-67'],
	],
	['of Kazakhstan', both, '+7 777 123 45 67', ['8 777 123 45 67', '77771234567']],
	[
		'of Belarus: nine digits, within the country after 8 0',
		both,
		'+375 29 123-45-67',
		['8 029 123-45-67', '8 (029) 1234567', '80291234567', '375291234567', '029 123 45 67'],
	],
	['of Belarus from Russia', both, '+375 29 123-45-67', ['8~10 375 29 1234567', '00375291234567']],
	[
		'of Brazil, mobile: two digits of the area, nine of the phone',
		both,
		'+55 11 98765-4321',
		['11 98765-4321', '(11) 98765-4321', '5511987654321', '011 98765-4321', '0 15 11 98765-4321'],
	],
	['of Brazil from before its leading 9', both, '+55 11 98765-4321', ['+55 11 8765-4321']],
	['of Brazil, at home', both, '+55 21 3456-7890', ['0 21 3456-7890', '0 15 21 3456 7890']],
	['of Brazil, at home, by ten digits', platforms('kommo'), '+55 21 3456-7890', ['21 3456-7890']],
	['of Sergipe', platforms('kommo'), '+55 79 99123-4567', ['79 99123-4567', '79991234567']],
	['of Ukraine', both, '+380 50 123 45 67', ['050 123 45 67', '380501234567', '(050) 1234567']],
	[
		'of the United States',
		platforms('kommo'),
		'+1 212 555 1234',
		['(212) 555-1234', '12125551234'],
	],
	['of Mexico', platforms('kommo'), '+52 55 1234 5678', ['55 1234 5678', '0052 55 1234 5678']],
	['of Uzbekistan', both, '+998 90 123 45 67', ['998901234567', '00998901234567']],
	['of Singapore', platforms('kommo'), '+65 8123 4567', ['6581234567']],
	[
		'with an extension',
		both,
		'+7 900 123-45-67',
		[
			'+7 900 123-45-67 доб. 12',
			'+7 900 123-45-67 (доб.12)',
			'8 900 123-45-67 внутр. 305',
			'+7 900 123-45-67 ext 12',
			'+7 900 123-45-67 Ext. 12',
			'+79001234567x12',
			'+79001234567х12',
			'+79001234567#12',
			'+79001234567,12',
			'+79001234567,,12#',
			'tel:+7-900-123-45-67;ext=12',
			'+7 900 123-45-67 ramal 12',
		],
	],
	[
		'with words around it',
		both,
		'+7 900 123-45-67',
		['тел. 8 900 123-45-67', '(+7) 900 1234567 Анна'],
	],
	['of a town', both, '2-34-56', ['23456', '23456 доб. 1']],
	['of an office', both, '12', ['12']],
])('a phone %s', (_title, where, phone, spellings) => {
	it.each(where.flatMap((platform) => spellings.map((text) => [text, platform] as const)))(
		'is the same as %s (%s), and found by it',
		(spelling, platform) => {
			expect(isSame(phone, spelling, platform)).toBe(true);
			// amoCRM finds the digits in a row, wherever in the phone they are.
			const sought = soughtPhone(phone, platform);
			expect(sought).toMatch(/^\d+$/);
			expect(spelling.replace(/\D/g, '')).toContain(sought);
		},
	);
});

describe('phones are not the same', () => {
	it.each<[title: string, one: string, other: string]>([
		['in two areas of Brazil', '+55 11 98765-4321', '+55 21 98765-4321'],
		['in two areas of Brazil, without the code', '11 98765-4321', '(21) 98765-4321'],
		['in two areas of Brazil, at home', '+55 11 3456-7890', '+55 21 3456-7890'],
		['in Russia and Belarus', '8 291 234-56-70', '8 029 123-45-67'],
		[
			'in Russia and Kyrgyzstan, with ten digits in common',
			'+7 555 123 45 67',
			'+996 555 123 456 7',
		],
		['in two countries with the same ten digits', '+1 900 123 4567', '+7 900 123 45 67'],
		['in Moscow and Hanoi', '8 491 234 56 78', '+84 91 234 56 78'],
		['of a town, and of another with its area', '234-56-78', '8 495 234-56-78'],
		['of a town', '23456', '123456'],
		['but for their extension', '+7 900 123-45-67 доб. 12', '+7 900 123-45-68 доб. 12'],
		['where one is the extension of the other', '8 800 555-35-35 доб. 12', '12'],
	])('%s', (_title, one, other) => {
		for (const platform of both) expect(isSame(one, other, platform)).toBe(false);
	});

	it('in two areas of Brazil that look like Russia, where phones are Brazilian', () => {
		expect(isSame('79 99123-4567', '89 99123-4567', 'kommo')).toBe(false);
		expect(isSame('7 999 123-45-67', '8 999 123-45-67', 'amocrm')).toBe(true);
	});
});

it.each(['', '-', 'нет', 'n/a', '+'])('"%s" is no phone', (text) => {
	expect(phonesIn(text, 'amocrm')).toEqual([]);
	expect(soughtPhone(text, 'amocrm')).toBe('');
});
