import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { has } from 'lodash';

import type { AccountSession } from '../../shared/account/session';
import { readDefinitions, type FieldDefinition } from '../../shared/fields/definition';
import { encodeCard, needsDefinitions } from '../../shared/fields/encode';
import type { NativeField } from '../../shared/fields/native';
import type { Encoded, Form } from '../factories/form';
import type { Item } from '../factories/operation';
import type { Gaps } from '../factories/template';
import type { Card } from './card';
import { mapperOf } from './columns';

type Mode = 'add' | 'update' | 'upsert';

/** The typed form of a card: native fields and this account's own ones. */
export const mapperParameter = (
	card: Card,
	mode: Mode,
	changes: Partial<INodeProperties> = {},
): INodeProperties => ({
	displayName: 'Fields',
	name: 'fields',
	type: 'resourceMapper',
	noDataExpression: true,
	required: true,
	default: { mappingMode: 'defineBelow', value: null },
	typeOptions: {
		loadOptionsDependsOn: [
			'authentication',
			'account.value',
			'resource',
			'operation',
			...(card.parents ?? []).map(({ name }) => `${name}.value`),
		],
		resourceMapper: {
			resourceMapperMethod: mapperOf(card).method,
			// In n8n's own mode for updates the form is empty unless a field can be matched by; the card is named above it.
			mode: mode === 'upsert' ? 'upsert' : 'add',
			fieldWords: { singular: 'field', plural: 'fields' },
			noFieldsError:
				'Choose a credential, and the account if it serves several: the form shows the fields of that account.',
			addAllFields: false,
			multiKeyMatch: mode === 'upsert',
			supportAutoMap: true,
		},
	},
	description: `What to write into the ${card.singular}`,
	...changes,
});

/** What a person mapped. */
export interface Mapped {
	values: IDataObject;
	/** A mapped name that no field has is a mistake; an input item may carry anything. */
	onUnknown: 'refuse' | 'ignore';
}

/** The mapped values of one item. In automatic mode n8n leaves the mapping to the node. */
export function readMapped(item: Item, name = 'fields'): Mapped {
	if (item.parameter<string>(`${name}.mappingMode`, 'defineBelow') === 'autoMapInputData') {
		return { values: item.json, onUnknown: 'ignore' };
	}
	return {
		values: item.parameter<IDataObject | null>(`${name}.value`, {}) ?? {},
		onUnknown: 'refuse',
	};
}

/** Whether a mapped field made the part of the body that begins so. */
const isPathOf = (field: NativeField, values: IDataObject, path: string[], isNew: boolean) =>
	values[field.id] !== undefined &&
	has(field.encode(values[field.id], isNew), path.slice(0, path[0] === '_embedded' ? 2 : 1));

/** Names of the parts of a card's body. */
function namesOf(
	native: NativeField[],
	definitions: FieldDefinition[],
	{ values }: Mapped,
	body: IDataObject,
	isNew: boolean,
): Encoded['nameOf'] {
	return (path) => {
		const parts = path.split('.');
		if (parts[0] === 'custom_fields_values') {
			const written = (body.custom_fields_values ?? []) as IDataObject[];
			const id = written[Number(parts[1])]?.field_id;
			return definitions.find((field) => field.id === id)?.name;
		}
		const byName = native.find(({ id }) => id === parts[0]);
		return (byName ?? native.find((field) => isPathOf(field, values, parts, isNew)))?.displayName;
	};
}

/** Makes the body of one card of mapped values. */
export async function encodeMapped(
	session: AccountSession,
	{ native, fieldsOf }: Card,
	mapped: Mapped,
	gaps: Gaps,
	isNew: boolean,
): Promise<Encoded> {
	const { values, onUnknown } = mapped;
	const definitions = needsDefinitions(values, native)
		? await readDefinitions(session, session.key, fieldsOf(gaps))
		: [];
	const body = encodeCard(values, native, definitions, { isNew, onUnknown });
	return { body, nameOf: namesOf(native, definitions, mapped, body, isNew) };
}

/** n8n's typed mapping of fields, for new cards or for changes. */
export const mapperForm = (
	card: Card,
	mode: Mode,
	changes: Partial<INodeProperties> = {},
): Form => {
	const property = mapperParameter(card, mode, changes);
	return {
		properties: [property],
		offers: { mappers: [mapperOf(card)] },
		encode: async (session, item, gaps) =>
			await encodeMapped(session, card, readMapped(item, property.name), gaps, mode !== 'update'),
	};
};
