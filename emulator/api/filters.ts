import type { CustomField } from '../state/account';
import type { Model } from '../state/collection';
import { isRecord, refuse, type ApiCall } from './kit';

export type Test = (model: Model) => boolean;

/** Reads the value of one `filter[…]` into a test. amocrm.ru/developers: crm/filters-api. */
export type Filter = (value: unknown, call: ApiCall, name: string) => Test;

const bad = (name: string) => refuse(400, `The value of filter[${name}] is not valid`);

/** A single value, `[]` or indexed `[0]`. */
export function manyOf(value: unknown, name: string): string[] {
	const list = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [value];
	if (list.length === 0 || list.some((item) => typeof item !== 'string')) throw bad(name);
	return list as string[];
}

/** Bounds of prices and of numeric fields may have cents. */
function decimal(value: unknown, name: string): number {
	if (typeof value !== 'string' || !/^-?\d+(\.\d+)?$/.test(value)) throw bad(name);
	return Number(value);
}

export function wholeNumber(value: unknown, name: string): number {
	if (typeof value !== 'string' || !/^-?\d+$/.test(value)) throw bad(name);
	return Number(value);
}

export const numbers = (key: string): Filter => {
	return (value, _call, name) => {
		const wanted = new Set(manyOf(value, name).map((item) => wholeNumber(item, name)));
		return (model) => wanted.has(model[key] as number);
	};
};

export const texts = (key: string): Filter => {
	return (value, _call, name) => {
		const wanted = new Set(manyOf(value, name));
		return (model) => wanted.has(String(model[key]));
	};
};

function bounds(value: unknown, name: string): [number, number] {
	if (!isRecord(value)) throw bad(name);
	const { from, to, ...others } = value;
	const isEmpty = from === undefined && to === undefined;
	if (isEmpty || Object.keys(others).length > 0) throw bad(name);
	return [
		from === undefined ? -Infinity : decimal(from, name),
		to === undefined ? Infinity : decimal(to, name),
	];
}

/** `[from]` and `[to]`, both inclusive, either may be left out. */
export const range = (key: string): Filter => {
	return (value, _call, name) => {
		const [from, to] = bounds(value, name);
		return (model) => {
			const held = model[key];
			return typeof held === 'number' && held >= from && held <= to;
		};
	};
};

/** A time alone: from then on; or a range. */
export const since = (key: string): Filter => {
	return (value, call, name) =>
		range(key)(typeof value === 'string' ? { from: value } : value, call, name);
};

/** 0 or 1. */
export const flags = (key: string): Filter => {
	return (value, _call, name) => {
		const wanted = manyOf(value, name).map((item) => {
			if (item !== '0' && item !== '1') throw bad(name);
			return item === '1';
		});
		return (model) => wanted.includes(model[key] === true);
	};
};

export const stagePairs: Filter = (value, _call, name) => {
	const list = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
	if (list.length === 0) throw bad(name);
	const wanted = new Set(
		list.map((pair: unknown) => {
			if (!isRecord(pair)) throw bad(name);
			return `${wholeNumber(pair.pipeline_id, name)}:${wholeNumber(pair.status_id, name)}`;
		}),
	);
	return (model) => wanted.has(`${String(model.pipeline_id)}:${String(model.status_id)}`);
};

const BY_TEXT = ['text', 'numeric', 'url', 'textarea', 'streetaddress'];
const BY_ENUM = ['select', 'multiselect', 'radiobutton'];
const BY_RANGE = ['date', 'date_time', 'numeric'];

interface StoredValue {
	value?: unknown;
	enum_id?: unknown;
}

function heldValues(model: Model, fieldId: number): StoredValue[] {
	const all = (model.custom_fields_values ?? []) as Array<{
		field_id: number;
		values: StoredValue[];
	}>;
	return all.find((entry) => entry.field_id === fieldId)?.values ?? [];
}

function fieldTest(field: CustomField, value: unknown, name: string): Test {
	const held = (model: Model) => heldValues(model, field.id);
	if (BY_RANGE.includes(field.type) && isRecord(value)) {
		const [from, to] = bounds(value, name);
		return (model) =>
			held(model).some((one) => Number(one.value) >= from && Number(one.value) <= to);
	}
	if (field.type === 'checkbox') {
		if (value !== '0' && value !== '1') throw bad(name);
		return (model) => held(model).some((one) => one.value === true) === (value === '1');
	}
	if (BY_ENUM.includes(field.type)) {
		const wanted = new Set(manyOf(value, name).map((item) => wholeNumber(item, name)));
		return (model) => held(model).some((one) => wanted.has(one.enum_id as number));
	}
	if (!BY_TEXT.includes(field.type)) throw bad(name);
	const wanted = new Set(manyOf(value, name));
	return (model) => held(model).some((one) => wanted.has(String(one.value)));
}

/** `filter[custom_fields_values][<id>]…`. Kommo documents none, and passes over what it does not know: developers.kommo.com, leads. */
export const customFields = (card: string): Filter => {
	return (value, { account }, name) => {
		if (account.info.platform === 'kommo') return () => true;
		if (!isRecord(value)) throw bad(name);
		const tests = Object.entries(value).map(([id, wanted]) => {
			const field = account.fields(card).find((one) => String(one.id) === id);
			if (!field) throw bad(`${name}][${id}`);
			return fieldTest(field, wanted, `${name}][${id}`);
		});
		return (model) => tests.every((test) => test(model));
	};
};
