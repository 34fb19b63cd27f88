import { AmoCrmProblem } from '../problem';

/** A value that a field does not take; says what it takes. */
export function misfit(fieldName: string, value: unknown, wanted: string): AmoCrmProblem {
	const shown = typeof value === 'object' ? JSON.stringify(value) : String(value);
	return new AmoCrmProblem(
		'badInput',
		`The field "${fieldName}" cannot be "${shown.slice(0, 80)}".`,
		{
			hint: `It takes ${wanted}.`,
		},
	);
}
