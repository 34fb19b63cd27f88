import type { CustomField, EnumOption } from '../state/account';
import {
	choice,
	flag,
	integer,
	missing,
	notAChoice,
	object,
	text,
	wrongType,
	type Check,
	type CheckContext,
	type Problem,
} from './checks';
import { isRecord } from './kit';

/**
 * Types of custom fields: who has them, what a write may hold, what a read shows.
 * amocrm.ru/developers: crm/custom-fields.
 */
export interface ValueKind {
	on: string[];
	/** How many values one field takes; one unless said. */
	most?: number;
	hasEnums?: boolean;
	check(value: unknown, path: string, field: CustomField, context: CheckContext): Problem[];
	read(value: Record<string, unknown>, field: CustomField): Record<string, unknown>;
}

const CARDS = ['leads', 'contacts', 'companies', 'customers'];
const ALL = [...CARDS, 'customers/segments', 'catalogs'];
const EXCEPT_CUSTOMERS = ['leads', 'contacts', 'companies'];

const asGiven = (value: Record<string, unknown>) => ({ value: value.value });

/** `{value: …}` and nothing else. */
function plain(on: string[], inner: Check, read: ValueKind['read'] = asGiven): ValueKind {
	const check = object({ value: { check: inner, required: 'always' } });
	return { on, read, check: (value, path, _field, context) => check(value, path, context) };
}

const decimal: Check = (value, path) => {
	if (typeof value === 'number') return [];
	if (typeof value !== 'string') return wrongType(path, 'string');
	return /^-?\d+([.,]\d+)?$/.test(value) ? [] : wrongType(path, 'numeric');
};

const readDecimal: ValueKind['read'] = ({ value }) => ({ value: String(value).replace(',', '.') });

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

const date: Check = (value, path) => {
	if (typeof value === 'number' && Number.isInteger(value)) return [];
	const isText = typeof value === 'string' && RFC_3339.test(value);
	return isText && !Number.isNaN(Date.parse(value)) ? [] : wrongType(path, 'timestamp');
};

const readDate: ValueKind['read'] = ({ value }) => ({
	value: typeof value === 'number' ? value : Math.floor(Date.parse(String(value)) / 1000),
});

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

function options(on: string[], most: number): ValueKind {
	const shape = object(KEY_CHECKS);
	return {
		on,
		most,
		hasEnums: true,
		check(value, path, field, context) {
			const problems = shape(value, path, context);
			if (problems.length > 0 || !isRecord(value)) return problems;
			if (Object.keys(value).length === 0) return missing(`${path}.value`);
			const where = Object.keys(value)[0];
			return findOption(field.enums ?? [], value) ? [] : notAChoice(`${path}.${where}`);
		},
		read(value, field) {
			const option = findOption(field.enums ?? [], value);
			return { value: option?.value, enum_id: option?.id, enum_code: option?.code ?? null };
		},
	};
}

/** A value of its own beside the option that says what kind it is: a phone and WORK. */
function labelled(on: string[], labels: (field: CustomField) => EnumOption[], isLabelled: boolean) {
	const pick = (value: Record<string, unknown>, field: CustomField) =>
		labels(field).find(
			(option) =>
				(value.enum_id === undefined || option.id === value.enum_id) &&
				(value.enum_code === undefined || option.value === value.enum_code),
		);
	const shape = object({ ...KEY_CHECKS, value: { check: text(), required: 'always' } });
	const kind: ValueKind = {
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
	return kind;
}

const ADDRESS_PARTS = ['address_line_1', 'address_line_2', 'city', 'state', 'zip', 'country'].map(
	(value, index) => ({ id: index + 1, value, sort: index }),
);

const LEGAL_KEYS = [
	'address',
	'real_address',
	'bank_account_number',
	'director',
	'vat_id',
	'kpp',
	'bank_code',
	'unp',
	'bin',
	'egrpou',
	'mfo',
	'oked',
	'external_uid',
];

const textOrNumber: Check = (value, path) =>
	typeof value === 'string' || typeof value === 'number' ? [] : wrongType(path, 'string');

const legalEntity = object({
	name: { check: text({ min: 1 }), required: 'always' },
	entity_type: choice(1, 2, null),
	tax_registration_reason_code: (value, path, context) =>
		value === null ? [] : textOrNumber(value, path, context),
	...Object.fromEntries(
		LEGAL_KEYS.map((key): [string, Check] => [
			key,
			(value, path, context) => (value === null ? [] : text()(value, path, context)),
		]),
	),
});

const chained = object({
	catalog_id: { check: integer({ min: 1 }), required: 'always' },
	catalog_element_id: { check: integer({ min: 1 }), required: 'always' },
});

const fileValue = object({
	file_uuid: { check: text({ min: 1 }), required: 'always' },
	version_uuid: text(),
	file_name: text(),
	file_size: integer({ min: 0 }),
});

export const VALUE_KINDS: Record<string, ValueKind> = {
	text: plain(ALL, text()),
	textarea: plain(ALL, text()),
	streetaddress: plain(ALL, text()),
	url: plain(ALL, text()),
	numeric: plain(ALL, decimal, readDecimal),
	monetary: plain(CARDS, decimal, readDecimal),
	checkbox: plain(ALL, flag),
	date: plain(ALL, date, readDate),
	date_time: plain(ALL, date, readDate),
	birthday: plain(EXCEPT_CUSTOMERS, date, readDate),
	select: options(ALL, 1),
	radiobutton: options(ALL, 1),
	multiselect: options(ALL, Infinity),
	multitext: {
		...labelled(['contacts', 'companies'], ({ enums }) => enums ?? [], false),
		hasEnums: true,
	},
	smart_address: labelled(EXCEPT_CUSTOMERS, () => ADDRESS_PARTS, true),
	legal_entity: { ...plain(EXCEPT_CUSTOMERS, legalEntity), most: Infinity },
	tracking_data: plain(['leads'], text()),
	chained_list: {
		on: ['leads', 'customers'],
		most: 5,
		check: (value, path, _field, context) => chained(value, path, context),
		read: (value) => ({ ...value }),
	},
	file: plain(CARDS, fileValue),
};
