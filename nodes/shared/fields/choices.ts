import type { FieldDefinition, FieldEnum } from './definition';
import {
	asListOfJson,
	fromJson,
	isRecord,
	one,
	several,
	type EntryKind,
	type FieldValue,
	type Split,
} from './kind';
import { byLabel } from './naming';
import { isBlank, toText } from './values';

/** The options of a field by the names under which they can be given. Categories form a tree, given as a list. */
export const optionsOf = ({ enums, nested }: FieldDefinition): Map<string, FieldEnum> =>
	byLabel(enums ?? nested ?? [], ({ id, value }) => ({ id, name: value }));

/** amoCRM's reads say `enum_code` or, in places, `enum`. */
const codeOf = (entry: FieldValue): unknown => entry.enum_code ?? entry.enum;

const sameWord = (one: unknown, other: unknown) =>
	String(one).trim().toLowerCase() === String(other).trim().toLowerCase();

const onlyOne = <T>(found: T[]): T | undefined => (found.length === 1 ? found[0] : undefined);

const withoutId = (label: string) => label.replace(/ \(\d+\)$/, '');

/** An option by its name, its number or its code. */
export function findOption(choice: unknown, field: FieldDefinition): FieldEnum | undefined {
	const wanted = String(choice).trim();
	const labelled = [...optionsOf(field)];
	const options = labelled.map(([, option]) => option);
	return (
		labelled.find(([label]) => label === wanted)?.[1] ??
		options.find(({ id }) => String(id) === wanted) ??
		options.find(({ code }) => code === wanted) ??
		labelled.find(([label]) => sameWord(label, wanted))?.[1] ??
		// Told apart by a number in another account, where it has twins.
		onlyOne(options.filter(({ value }) => sameWord(value, withoutId(wanted))))
	);
}

/** What was read in another account has its numbers: there the name tells. */
function enumIdOf({ enum_id: id, value }: FieldValue, field: FieldDefinition): unknown {
	const isOwn = [...optionsOf(field).values()].some((option) => option.id === Number(id));
	return isOwn || isBlank(value) ? id : (findOption(value, field)?.id ?? id);
}

const choice: EntryKind = {
	shown: 'options',
	takes: (field) => `one of: ${[...optionsOf(field).keys()].join(', ').slice(0, 300)}`,
	encode(entry, field) {
		if (isRecord(entry) && !isBlank(entry.enum_id)) return { enum_id: enumIdOf(entry, field) };
		if (isRecord(entry) && !isBlank(codeOf(entry))) return { enum_code: codeOf(entry) };
		const option = findOption(isRecord(entry) ? entry.value : entry, field);
		return option && { enum_id: option.id };
	},
	decode: ({ value, enum_id }) => value ?? enum_id ?? null,
};

/** Several may be given as one text with commas. */
const splitCommas: Split = (value, field) =>
	asListOfJson(value, field).flatMap((entry) =>
		entry === value && typeof entry === 'string'
			? entry.split(',').map((part) => part.trim())
			: [entry],
	);

export const select = one(choice);

export const multiselect = several({ ...choice, shown: 'string' }, (value, field) =>
	optionsOf(field).has(String(value)) ? [value] : splitCommas(value, field),
);

/** WORK, MOB and the like: a field's enums, of which the first is meant where none is given. */
function kindOfText(entry: FieldValue, { enums }: FieldDefinition): FieldValue | undefined {
	const wanted = entry.kind ?? codeOf(entry) ?? entry.enum_id;
	if (!enums?.length) return { enum_code: isBlank(wanted) ? 'WORK' : wanted };
	const found = isBlank(wanted)
		? enums[0]
		: enums.find(({ id, value }) => id === wanted || sameWord(value, wanted));
	return found && { enum_code: found.value };
}

const digitsIn = (text: unknown) =>
	String(text).includes('@') ? 0 : String(text).replace(/\D/g, '').length;

/** `+7 900 123-45-67, доб. 12` is one phone: a few digits after a whole number are its extension. */
const splitTexts: Split = (value, field) => {
	// The entries of a list are told apart already.
	if (fromJson(value) !== value || Array.isArray(value)) return splitCommas(value, field);
	const texts: unknown[] = [];
	for (const text of splitCommas(value, field)) {
		const last = texts.at(-1);
		if (typeof last === 'string' && digitsIn(last) >= 7 && [1, 2, 3, 4].includes(digitsIn(text)))
			texts[texts.length - 1] = `${last}, ${String(text)}`;
		else if (!isBlank(text)) texts.push(text);
	}
	return texts;
};

/** Phones and e-mails: several at once, each of a kind. */
export const multitext = several(
	{
		shown: 'string',
		takes: ({ enums }) =>
			`texts, or a list of {"value": "…", "kind": "…"} with one of the kinds ${(enums ?? []).map(({ value }) => value).join(', ')}`,
		encode(entry, field) {
			const given = isRecord(entry) ? entry : { value: entry };
			const kind = kindOfText(given, field);
			const value = isBlank(given.value) ? undefined : toText(given.value);
			return kind && value !== undefined ? { value, ...kind } : undefined;
		},
		decode: (entry) => ({ value: entry.value, kind: codeOf(entry) ?? entry.enum_id ?? null }),
	},
	splitTexts,
);
