import { pick } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import type { Encoded, WantedLink } from '../../factories/form';
import { heldBy, type HeldValue } from '../card';
import type { MatchColumn } from './match';

const written = (held: HeldValue): IDataObject =>
	pick(held, ['value', held.enum_code === undefined ? 'enum_id' : 'enum_code']) as IDataObject;

/** Values that mean nothing that is known by then, each once. */
function unknownAmong(values: HeldValue[], column: MatchColumn, held: IDataObject): HeldValue[] {
	const known = new Set(column.textsOf(held).flatMap(column.meanings));
	return values.filter(({ value }) => {
		const meanings = column.meanings(String(value ?? ''));
		const isNew = !meanings.some((meaning) => known.has(meaning));
		for (const meaning of meanings) known.add(meaning);
		return isNew;
	});
}

/** What a change does not simply overwrite. */
export interface Keeping {
	/** By these the card was found: what it has in them already is not sent again. */
	matched: MatchColumn[];
	/** Lists to which values are added: phones, e-mails. amoCRM replaces all values of a field that is written. */
	added: MatchColumn[];
}

/** What of a body is left to be written into a card that holds something already. */
export function changeOf(
	body: IDataObject,
	held: IDataObject,
	{ matched, added }: Keeping,
): IDataObject {
	const fields = (body.custom_fields_values ?? []) as IDataObject[];
	const changed = fields.flatMap((entry) => {
		const isOf = ({ field }: MatchColumn) => field?.id === entry.field_id;
		const column = added.find(isOf) ?? matched.find(isOf);
		if (!column?.field || entry.values === null) return [entry];
		const unknown = unknownAmong(entry.values as unknown as HeldValue[], column, held);
		if (unknown.length === 0) return [];
		const kept = added.includes(column) ? heldBy(held, column.field) : [];
		return [{ ...entry, values: [...kept, ...unknown].map(written) }];
	});
	const rest = { ...body };
	delete rest.custom_fields_values;
	if (matched.some(({ id }) => id === 'name') && rest.name === held.name) delete rest.name;
	return changed.length > 0 ? { ...rest, custom_fields_values: changed } : rest;
}

/** Where a part of the body that is left stood in the whole one. */
function placeIn(whole: IDataObject, left: IDataObject, path: string): string {
	const [, position, rest] = /^custom_fields_values\.(\d+)(.*)$/.exec(path) ?? [];
	if (position === undefined) return path;
	const idsIn = ({ custom_fields_values: fields }: IDataObject) =>
		((fields ?? []) as IDataObject[]).map(({ field_id }) => field_id);
	const place = idsIn(whole).indexOf(idsIn(left)[Number(position)]);
	return `custom_fields_values.${place}${rest}`;
}

/** The same with what is left of its body: amoCRM counts the fields of that when it complains of one. */
export const leaving = ({ body, nameOf, lookupAt }: Encoded, left: IDataObject): Encoded => ({
	body: left,
	lookupAt,
	nameOf: (path) => nameOf(placeIn(body, left, path)),
});

const linkedTo = ({ _embedded: embedded }: IDataObject, { to_entity_type: kind }: WantedLink) =>
	((embedded as IDataObject | undefined)?.[kind] ?? []) as IDataObject[];

/** Whether the card was linked so when it was read; where that is not known it was not. */
export const isLinked = (held: IDataObject, link: WantedLink): boolean =>
	linkedTo(held, link).some(
		({ id, is_main }) => id === link.to_entity_id && (!link.metadata?.is_main || is_main === true),
	);

/** A card has one company and one main contact; to its contacts others are added. */
function withLink(linked: IDataObject[], { to_entity_type, to_entity_id, metadata }: WantedLink) {
	const others =
		to_entity_type === 'contacts' ? linked.filter(({ id }) => id !== to_entity_id) : [];
	const kept = metadata?.is_main ? others.map((one) => ({ ...one, is_main: false })) : others;
	return [...kept, { id: to_entity_id, ...metadata }];
}

/** What is known of a card after it was linked. */
export const afterLinks = (held: IDataObject, links: WantedLink[]): IDataObject =>
	links.reduce<IDataObject>(
		(known, link) => ({
			...known,
			_embedded: {
				...(known._embedded as IDataObject | undefined),
				[link.to_entity_type]: withLink(linkedTo(known, link), link),
			},
		}),
		held,
	);

/** What is known of a card after a body was written into it. */
export function afterChange(held: IDataObject, body: IDataObject): IDataObject {
	const fields = (body.custom_fields_values ?? []) as IDataObject[];
	const others = ((held.custom_fields_values ?? []) as IDataObject[]).filter(
		({ field_id }) => !fields.some((entry) => entry.field_id === field_id),
	);
	return { ...held, ...body, custom_fields_values: [...others, ...fields] };
}
