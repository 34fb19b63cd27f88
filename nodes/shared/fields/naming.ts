import { groupBy } from 'lodash';

import { AmoCrmProblem } from '../problem';
import { columnId, type FieldDefinition } from './definition';

/** Finds things by their names; those that share a name, by name and id: `Size (12)`. */
export function byLabel<T>(
	things: T[],
	keysOf: (thing: T) => { id: number; name: string },
): Map<string, T> {
	const count = new Map<string, number>();
	for (const thing of things) {
		const { name } = keysOf(thing);
		count.set(name, (count.get(name) ?? 0) + 1);
	}
	return new Map(
		things.map((thing) => {
			const { id, name } = keysOf(thing);
			return [count.get(name) === 1 ? name : `${name} (${id})`, thing];
		}),
	);
}

/** A text that can be the id of a mapper's column: n8n evaluates what begins with `=`, and reads ids out of `value["…"]`. */
const asColumn = (text: string) =>
	text
		.replace(/\s+/g, ' ')
		.replaceAll('"', "'")
		.replaceAll('\\', '/')
		.trim()
		.replace(/^[=\s]+/, '');

/** Ways to write the same name. */
const folded = (text: string) => asColumn(text.normalize('NFKC')).toLowerCase();

const ID = /^(?:cf_)?(\d+)$/;

/** `Size (12)` */
const WITH_ID = /^(.*?) ?\((\d+)\)$/;

/** Keys of a card that are no names of fields, and what no object can have as a key. */
const RESERVED = [
	'',
	'id',
	'custom_fields',
	'custom_fields_values',
	'price_with_minor_units',
	'__proto__',
];

/**
 * What the mapper's columns for these fields are called: by the code, the same in every account, else by the name.
 * Where that could mean something else the id is added.
 * @param native ids of the columns that every account has
 */
export function columnNames(
	fields: FieldDefinition[],
	native: string[] = [],
): Map<FieldDefinition, string> {
	const taken = new Set([...RESERVED, ...native]);
	const textOf = ({ code, name }: FieldDefinition) => asColumn(code || name);
	const named = new Map<FieldDefinition, string>();
	for (const [text, same] of Object.entries(groupBy(fields, textOf))) {
		const coded = same.filter(({ code }) => code);
		const [owner, ...others] = coded.length > 0 ? coded : same;
		const isClear = others.length === 0 && !taken.has(text) && !ID.test(text);
		for (const field of same)
			named.set(field, isClear && field === owner ? text : `${text} (${field.id})`.trim());
	}
	return named;
}

/** @param account its address */
export const noSuchField = (name: string, account: string) =>
	new AmoCrmProblem('badInput', `The account ${account} has no field "${name.slice(0, 80)}".`, {
		hint: 'Add a field of this name in the account, or refresh the list of fields in the node and choose another.',
	});

function severalFields(name: string, account: string, labels: string[]): AmoCrmProblem {
	const sentence = `The account ${account} has ${labels.length} fields "${name}".`;
	return new AmoCrmProblem('badInput', sentence, {
		hint: `Say which: ${labels.map((label) => `"${label}"`).join(' or ')}.`,
	});
}

/**
 * Finds a custom field by the mapper's old id, its code or its name, exactly; of a card that was read by its name first,
 * which may be the code of another.
 * @param account its address, for people
 */
export function fieldFinder(definitions: FieldDefinition[], account: string) {
	const labelled = byLabel(definitions, (field) => field);
	return (name: string, isOfCard = false): FieldDefinition | undefined => {
		const found =
			(isOfCard ? labelled.get(name) : undefined) ??
			definitions.find((field) => columnId(field) === name) ??
			definitions.find(({ code }) => code === name) ??
			labelled.get(name);
		if (found) return found;
		const twins = [...labelled].filter(([, field]) => field.name === name);
		if (twins.length === 0) return undefined;
		throw severalFields(
			name,
			account,
			twins.map(([label]) => label),
		);
	};
}

/**
 * Finds the field that a column of the mapper or a person names: by any id, exactly, and then by what is written another
 * way. The id in `Size (12)` is of the account in which the form was filled in; another may have one field "Size".
 */
export function columnFinder(definitions: FieldDefinition[], account: string) {
	const exact = fieldFinder(definitions, account);
	const byId = (id: string) => definitions.find((field) => String(field.id) === id);
	const names = new Map([...columnNames(definitions)].map(([field, name]) => [name, field]));

	function loosely(name: string): FieldDefinition | undefined {
		const wanted = folded(name);
		const [coded, named] = [
			definitions.filter(({ code }) => code && folded(code) === wanted),
			definitions.filter((field) => folded(field.name) === wanted),
		];
		const found = coded.length > 0 ? coded : named;
		if (found.length < 2) return found[0];
		throw severalFields(
			name,
			account,
			found.map((field) => `${field.name} (${field.id})`),
		);
	}

	return (given: string): FieldDefinition | undefined => {
		const name = given.trim();
		const [, id] = ID.exec(name) ?? [];
		const found = (id && byId(id)) || names.get(name) || exact(given);
		if (found) return found;
		const [, base, ownId] = WITH_ID.exec(name) ?? [];
		if (ownId === undefined) return loosely(name);
		return byId(ownId) ?? loosely(name) ?? (base ? (exact(base) ?? loosely(base)) : undefined);
	};
}
