import type { CustomField, EnumOption } from '../state/account';
import { integer, missing, notAChoice, object, text } from './checks';
import { isRecord } from './kit';
import type { ValueKind } from './valueKind';

/** Values that are one of a field's options, or go with one. amocrm.ru/developers: crm/custom-fields. */
const KEY_CHECKS = { value: text(), enum_id: integer(), enum_code: text() };

/** Which option is meant: by its text, its id or its code; all that are given must agree. */
function findOption(options: EnumOption[], value: Record<string, unknown>): EnumOption | undefined {
	return options.find(
		(option) =>
			(value.value === undefined || option.value === value.value) &&
			(value.enum_id === undefined || option.id === value.enum_id) &&
			(value.enum_code === undefined || option.code === value.enum_code),
	);
}

/** Options of a list, or of a tree, whose options have no codes. */
export function options(on: string[], { most = 1, isTree = false }): ValueKind {
	const shape = object(KEY_CHECKS);
	const optionsOf = ({ enums, nested }: CustomField) => (isTree ? nested : enums) ?? [];
	return {
		on,
		most,
		hasEnums: !isTree,
		check(value, path, field, context) {
			const problems = shape(value, path, context);
			if (problems.length > 0 || !isRecord(value)) return problems;
			if (Object.keys(value).length === 0) return missing(`${path}.value`);
			const where = Object.keys(value)[0];
			return findOption(optionsOf(field), value) ? [] : notAChoice(`${path}.${where}`);
		},
		read(value, field) {
			const option = findOption(optionsOf(field), value);
			const shown = { value: option?.value, enum_id: option?.id };
			return isTree ? shown : { ...shown, enum_code: option?.code ?? null };
		},
	};
}

/** A value of its own beside the option that says what kind it is: a phone and WORK. */
export function labelled(
	on: string[],
	labels: (field: CustomField) => EnumOption[],
	isLabelled: boolean,
): ValueKind {
	const pick = (value: Record<string, unknown>, field: CustomField) =>
		labels(field).find(
			(option) =>
				(value.enum_id === undefined || option.id === value.enum_id) &&
				(value.enum_code === undefined || option.value === value.enum_code),
		);
	const shape = object({ ...KEY_CHECKS, value: { check: text(), required: 'always' } });
	return {
		on,
		most: Infinity,
		check(value, path, field, context) {
			const problems = shape(value, path, context);
			if (problems.length > 0 || !isRecord(value)) return problems;
			const isBare = value.enum_id === undefined && value.enum_code === undefined;
			if (isLabelled && isBare) return missing(`${path}.enum_code`);
			const where = value.enum_id === undefined ? 'enum_code' : 'enum_id';
			return pick(value, field) ? [] : notAChoice(`${path}.${where}`);
		},
		read(value, field) {
			const option = pick(value, field);
			return { value: value.value, enum_id: option?.id, enum_code: option?.value };
		},
	};
}
