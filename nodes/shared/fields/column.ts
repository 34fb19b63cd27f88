import type { ResourceMapperField } from 'n8n-workflow';

import { optionsOf } from './choices';
import { columnId, type FieldDefinition } from './definition';
import { byLabel } from './labels';
import { kindOf } from './types';

function columnOf(displayName: string, field: FieldDefinition): ResourceMapperField {
	const { shown } = kindOf(field.type);
	const names = shown === 'options' ? [...optionsOf(field).keys()] : undefined;
	return {
		id: columnId(field),
		displayName,
		type: shown,
		options: names?.map((name) => ({ name, value: name })),
		readOnly: field.is_computed === true,
		required: false,
		defaultMatch: false,
		canBeUsedToMatch: false,
		display: true,
	};
}

/** The account's own fields as columns of n8n's mapper. */
export const columnsOf = (fields: FieldDefinition[]): ResourceMapperField[] =>
	[...byLabel(fields, (field) => field)].map(([label, field]) => columnOf(label, field));
