import { misfit } from '../../../shared/fields/values';
import { inputForm, type Form } from '../../factories/form';
import { choiceInput, type Input } from '../../factories/input';
import { WRITABLE_TYPES, writableOptions } from './types';

/** n8n shows the fields of all types, and wants them, where the type is an expression. */
const type = choiceInput('note_type', 'Type', writableOptions, { noDataExpression: true });

const { name: typeParameter, displayName } = type.property;

/** The type of the note, and what notes of this type say. */
export function noteForm(besides: Input[]): Form {
	const forms = new Map(
		Object.entries(WRITABLE_TYPES).map(([name, { required, optional }]) => [
			name,
			inputForm(required, [...optional, ...besides]),
		]),
	);
	return {
		properties: [
			type.property,
			...[...forms].flatMap(([name, { properties }]) =>
				properties.map((property) => ({
					...property,
					displayOptions: { show: { [typeParameter]: [name] } },
				})),
			),
		],
		offers: { lookups: [...forms.values()].flatMap(({ offers }) => offers?.lookups ?? []) },
		encode: async (session, item, gaps) => {
			const name = item.parameter<string>('noteType');
			const form = forms.get(name);
			if (!form) throw misfit(displayName, name, `one of: ${[...forms.keys()].join(', ')}`);
			const { body, nameOf } = await form.encode(session, item, gaps);
			return { body: { ...body, note_type: name }, nameOf };
		},
	};
}
