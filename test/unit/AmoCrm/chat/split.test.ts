import fc from 'fast-check';

import { splitText } from '../../../../nodes/AmoCrm/resources/chat/split';

const words = (text: string) => text.split(/\s+/).filter(Boolean);
const withoutSpace = (text: string) => text.replace(/\s+/g, '');

/** Letters of several scripts, an emoji of several code points, a flag, a letter with a mark. */
const character = fc.constantFrom('a', 'Я', '漢', '😀', '👩‍👩‍👧‍👦', '🇷🇺', 'e\u0301');
const word = fc.array(character, { minLength: 1, maxLength: 60 }).map((all) => all.join(''));
const space = fc.constantFrom(' ', '\n', '  ', '\n\n', '\t', '\u00a0');
const text = fc
	.array(fc.tuple(word, space), { maxLength: 40 })
	.map((pairs) => pairs.flat().join(''));

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

describe('a text split for a bot', () => {
	it('loses nothing and cuts no character, whatever it is', () => {
		fc.assert(
			fc.property(text, (given) => {
				const parts = splitText(given);
				expect(withoutSpace(parts.join(''))).toBe(withoutSpace(given));
				for (const part of parts) {
					expect(part.length).toBeLessThanOrEqual(80);
					expect(part).toBe(part.trim());
					expect(part).not.toBe('');
					expect(part).not.toMatch(LONE_SURROGATE);
				}
			}),
			{ numRuns: 500 },
		);
	});

	it('cuts no word that fits into a part', () => {
		fc.assert(
			fc.property(text, (given) => {
				const whole = new Set(splitText(given).flatMap(words));
				for (const one of words(given)) if (one.length <= 80) expect(whole).toContain(one);
			}),
		);
	});

	it('takes any text, broken ones too', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
				expect(withoutSpace(splitText(given).join(''))).toBe(withoutSpace(given));
			}),
		);
	});

	it('keeps in one part what fits, with its lines', () => {
		expect(splitText('Hello, Ann!\n\nIt is ready.')).toEqual(['Hello, Ann!\n\nIt is ready.']);
	});

	it('breaks between words, as late as it can', () => {
		expect(splitText('one two three four', 9)).toEqual(['one two', 'three', 'four']);
		expect(splitText('abcdefghijkl mn', 5)).toEqual(['abcde', 'fghij', 'kl mn']);
	});

	it('splits a family only where it is longer than a part', () => {
		expect(splitText('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 12)).toEqual(['👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦']);
		expect(splitText('👩‍👩‍👧‍👦', 5).join('')).toBe('👩‍👩‍👧‍👦');
	});

	it('makes no part of nothing', () => {
		expect(splitText(' \n ')).toEqual([]);
	});
});
