import { AmoCrmProblem } from '../../shared/problem';

/** How the entities of one kind are told apart. */
export interface IdKind {
	/** In sentences. */
	words: string;
	/** What all of an id consists of, as a regular expression. */
	pattern: string;
	example: string;
	toId(text: string): string | number;
}

export const numberId: IdKind = {
	words: 'a whole number',
	pattern: '[1-9]\\d*',
	example: '501',
	toId: Number,
};

/** Letters, digits, `-` and `_`: nothing that means something in a path. */
export const textId: IdKind = {
	words: 'a text of letters, digits and dashes',
	pattern: '[\\w-]+',
	example: '01pz58t6p04ymgsgfbmfyfy1mf',
	toId: (text) => text,
};

interface Identified {
	singular: string;
	id?: IdKind;
}

/**
 * The id that somebody gave: alone, in a resource locator, or at the end of the address of the entity's page.
 * @throws AmoCrmProblem `badInput`
 */
export function readId({ singular, id = numberId }: Identified, given: unknown): string | number {
	const { value } = (typeof given === 'object' && given !== null ? given : { value: given }) as {
		value?: unknown;
	};
	const text = String(value ?? '').trim();
	const named = /\/detail\/([^/?#]+)/.exec(text)?.[1] ?? text;
	const read = new RegExp(`^${id.pattern}$`).test(named) ? id.toId(named) : undefined;
	// A number with more digits would be rounded, and name another one.
	if (typeof read === 'string' || Number.isSafeInteger(read)) return read as string | number;
	throw new AmoCrmProblem('badInput', `"${text.slice(0, 80)}" is not the id of a ${singular}.`, {
		hint: `Choose a ${singular} from the list, or give its id, ${id.words}.`,
	});
}
