/** What one step of a bot shows at most, in characters. */
export const LONGEST_SHOWN = 80;

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** What a person sees as one character; of one that is longer than a whole part (marks upon marks), its pieces. */
function* charactersOf(text: string, longest: number): Generator<string> {
	for (const { segment } of segmenter.segment(text)) {
		if (segment.length <= longest) yield segment;
		else yield* segment;
	}
}

/** A word that is longer than a part, in pieces: no character is cut. */
function piecesOf(word: string, longest: number): string[] {
	if (word.length <= longest) return [word];
	const pieces = [''];
	for (const character of charactersOf(word, longest)) {
		const last = pieces.length - 1;
		if (pieces[last].length + character.length <= longest) pieces[last] += character;
		else pieces.push(character);
	}
	return pieces;
}

/** Space and the word after it. */
const WORD = /(\s*)(\S+)/gu;

/**
 * Splits a text into parts of at most `longest` characters, between words; only a word that is longer than a part is
 * split itself. Nothing is lost but the space where a part ends.
 */
export function splitText(text: string, longest = LONGEST_SHOWN): string[] {
	const parts: string[] = [];
	for (const [, space, word] of text.matchAll(WORD)) {
		const [first, ...rest] = piecesOf(word, longest);
		const last = parts.at(-1);
		const joined = `${last}${space}${first}`;
		if (last !== undefined && joined.length <= longest) parts[parts.length - 1] = joined;
		else parts.push(first);
		parts.push(...rest);
	}
	return parts;
}
