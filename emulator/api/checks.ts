import { isRecord } from './kit';
import type { AccountState } from '../state/account';
import type { Model } from '../state/collection';

/**
 * One complaint about a write. amocrm.ru/developers: crm/error-codes; seen in answers to users of
 * github.com/amocrm/amocrm-api-php (issues 12, 115, 383) and github.com/Krukov/amocrm_api (issues 68, 112, 116).
 */
export interface Problem {
	code:
		| 'NotSupportedChoice'
		| 'InvalidType'
		| 'NotNullable'
		| 'TooLow'
		| 'TooHigh'
		| 'EntityNotFound'
		| 'FieldMissing'
		| 'FieldNotExpected';
	path: string;
	detail: string;
}

export interface CheckContext {
	account: AccountState;
	mode: 'create' | 'update';
}

export type Check = (value: unknown, path: string, context: CheckContext) => Problem[];

export interface FieldRule {
	check: Check;
	required?: 'create' | 'always';
	/** Not allowed in the other kind of write. */
	only?: 'create' | 'update';
}

export type Fields = Record<string, FieldRule | Check>;

export const must = (check: Check): FieldRule => ({ check, required: 'always' });

export const wrongType = (path: string, expected: string): Problem[] => [
	{ code: 'InvalidType', path, detail: `This value should be of type ${expected}.` },
];

export const notAChoice = (
	path: string,
	detail = 'The value you selected is not a valid choice.',
): Problem[] => [{ code: 'NotSupportedChoice', path, detail }];

export const notExpected = (path: string): Problem[] => [
	{ code: 'FieldNotExpected', path, detail: 'This field was not expected.' },
];

const notNullable = (path: string): Problem[] => [
	{ code: 'NotNullable', path, detail: 'This value should not be null.' },
];

export const unknownId: Problem[] = [
	{ code: 'EntityNotFound', path: 'id', detail: 'Entity not found' },
];

export const missing = (path: string): Problem[] => [
	{ code: 'FieldMissing', path, detail: 'This field is missing.' },
];

const outOfRange = (code: 'TooLow' | 'TooHigh', path: string, bound: number): Problem[] => [
	{ code, path, detail: `The limit of this value is ${bound}.` },
];

const join = (path: string, key: string | number) => (path === '' ? String(key) : `${path}.${key}`);

/** Where null is wrong, that is all that is said of it. */
export const checked = (check: Check): Check => {
	return (value, path, context) => {
		const problems = check(value, path, context);
		return value === null && problems.length > 0 ? notNullable(path) : problems;
	};
};

export const fine: Check = () => [];

export const flag: Check = (value, path) =>
	typeof value === 'boolean' ? [] : wrongType(path, 'boolean');

export function integer({ min = -Infinity, max = Infinity } = {}): Check {
	return (value, path) => {
		if (typeof value !== 'number' || !Number.isInteger(value)) return wrongType(path, 'int');
		if (value < min) return outOfRange('TooLow', path, min);
		return value > max ? outOfRange('TooHigh', path, max) : [];
	};
}

export function number({ min = -Infinity } = {}): Check {
	return (value, path) => {
		if (typeof value !== 'number') return wrongType(path, 'float');
		return value < min ? outOfRange('TooLow', path, min) : [];
	};
}

export const moment = integer({ min: 0 });

export function text({ min = 0, max = Infinity } = {}): Check {
	return (value, path) => {
		if (typeof value !== 'string') return wrongType(path, 'string');
		if (value.length < min) return outOfRange('TooLow', path, min);
		return value.length > max ? outOfRange('TooHigh', path, max) : [];
	};
}

export const textOrNumber: Check = (value, path) =>
	typeof value === 'string' || typeof value === 'number' ? [] : wrongType(path, 'string');

export const pattern = (shape: RegExp): Check => {
	return (value, path) => {
		if (typeof value !== 'string') return wrongType(path, 'string');
		return shape.test(value) ? [] : notAChoice(path);
	};
};

export const uuid = pattern(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i);

export const choice = (...allowed: unknown[]): Check => {
	return (value, path) => (allowed.includes(value) ? [] : notAChoice(path));
};

export const orNull = (check: Check): Check => {
	return (value, path, context) => (value === null ? [] : check(value, path, context));
};

/** The id of something that the account really has. */
export const existing = (collection: string): Check => {
	return (value, path, { account }) => {
		if (typeof value !== 'number' || !Number.isInteger(value)) return wrongType(path, 'int');
		return account.collection(collection).has(value) ? [] : notAChoice(path);
	};
};

/** The uuid of a file that the account's drive has. */
export const existingFile: Check = (value, path, { account }) =>
	account.collection('files').has(value) ? [] : notAChoice(path, 'File not found');

/** One who was switched off is no choice any more: github.com/amocrm/amocrm-api-php, issue 220. */
export const user: Check = (value, path, context) => {
	const problems = existing('users')(value, path, context);
	if (problems.length > 0) return problems;
	const { rights } = context.account.collection('users').get(value) as Model;
	return isRecord(rights) && rights.is_active === false ? notAChoice(path) : [];
};

/** A user, or 0 for the robot. */
export const author: Check = (value, path, context) =>
	value === 0 ? [] : user(value, path, context);

export function listOf(check: Check, { min = 0, max = Infinity } = {}): Check {
	return (value, path, context) => {
		if (!Array.isArray(value)) return wrongType(path, 'array');
		if (value.length < min) return outOfRange('TooLow', path, min);
		if (value.length > max) return outOfRange('TooHigh', path, max);
		return value.flatMap((item, index) => checked(check)(item, join(path, index), context));
	};
}

export function object(fields: Fields): Check {
	return (value, path, context) => {
		if (!isRecord(value)) return wrongType(path, 'object');
		return [
			...unexpected(value, fields, path, context),
			...absent(value, fields, path, context),
			...Object.entries(value).flatMap(([key, item]) =>
				Object.hasOwn(fields, key)
					? checked(ruleOf(fields[key]).check)(item, join(path, key), context)
					: [],
			),
		];
	};
}

const ruleOf = (field: FieldRule | Check): FieldRule =>
	typeof field === 'function' ? { check: field } : field;

function unexpected(
	value: Record<string, unknown>,
	fields: Fields,
	path: string,
	{ mode }: CheckContext,
): Problem[] {
	const isKnown = (key: string) => {
		if (!Object.hasOwn(fields, key)) return false;
		const { only } = ruleOf(fields[key]);
		return only === undefined || only === mode;
	};
	return Object.keys(value)
		.filter((key) => !isKnown(key))
		.flatMap((key) => notExpected(join(path, key)));
}

function absent(
	value: Record<string, unknown>,
	fields: Fields,
	path: string,
	{ mode }: CheckContext,
): Problem[] {
	return Object.entries(fields)
		.filter(([key, field]) => {
			const { required } = ruleOf(field);
			const isRequired = required === 'always' || (required !== undefined && required === mode);
			return isRequired && value[key] === undefined;
		})
		.flatMap(([key]) => missing(join(path, key)));
}
