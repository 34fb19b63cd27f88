import type { ResourceMapperField } from 'n8n-workflow';

import { optionsOf } from './choices';
import type { FieldDefinition } from './definition';
import { byLabel } from './naming';
import { kindOf } from './types';

/** n8n evaluates texts of a saved form that begin with `=`. */
const inert = (text: string) => (text.startsWith('=') ? ` ${text}` : text);

/**
 * The account's own field as a column of n8n's mapper.
 * @param label what people call it
 */
function columnOf(id: string, label: string, field: FieldDefinition): ResourceMapperField {
	const { shown } = kindOf(field.type);
	const names = shown === 'options' ? [...optionsOf(field).keys()].map(inert) : undefined;
	return {
		id,
		displayName: inert(label),
		type: shown,
		options: names?.map((name) => ({ name, value: name })),
		readOnly: field.is_computed === true,
		required: false,
		defaultMatch: false,
		canBeUsedToMatch: false,
		display: true,
	};
}

/** The account's own fields and their columns. */
export const columnsOf = (
	fields: FieldDefinition[],
	idOf: (field: FieldDefinition) => string,
): Array<{ field: FieldDefinition; column: ResourceMapperField }> =>
	[...byLabel(fields, (field) => field)].map(([label, field]) => ({
		field,
		column: columnOf(idOf(field), label, field),
	}));
