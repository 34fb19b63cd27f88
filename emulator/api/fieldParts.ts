import {
	choice,
	fine,
	integer,
	missing,
	number,
	object,
	orNull,
	text,
	wrongType,
	type Check,
	type Fields,
} from './checks';
import { isRecord } from './kit';
import type { ValueKind } from './valueKind';

/** Values that are made of several parts. amocrm.ru/developers: crm/custom-fields, crm/catalogs-api. */
const id = integer({ min: 1 });

const textOrNumber: Check = (value, path) =>
	typeof value === 'string' || typeof value === 'number' ? [] : wrongType(path, 'string');

const nullable = (keys: string[], check: Check): Fields =>
	Object.fromEntries(keys.map((key) => [key, orNull(check)]));

/** What is said of a firm, in the card and on an invoice alike. */
const FIRM: Fields = {
	...nullable(
		[
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
		],
		text(),
	),
	tax_registration_reason_code: orNull(textOrNumber),
};

export const legalEntity = object({
	...FIRM,
	name: { check: text({ min: 1 }), required: 'always' },
	entity_type: choice(1, 2, null),
	external_uid: orNull(text()),
});

const payerShape = object({
	...FIRM,
	name: text({ min: 1 }),
	type: choice('legal', 'individual'),
	entity_type: choice('contacts', 'companies'),
	entity_id: id,
});

/** Free data with a name, or a link to a card. */
export const payer: Check = (value, path, context) => {
	const problems = payerShape(value, path, context);
	if (problems.length > 0 || !isRecord(value)) return problems;
	if (value.entity_id !== undefined || value.entity_type !== undefined) {
		return ['entity_id', 'entity_type']
			.filter((key) => value[key] === undefined)
			.flatMap((key) => missing(`${path}.${key}`));
	}
	return value.name === undefined ? missing(`${path}.name`) : [];
};

/** An element of the list of one's own legal entities. */
export const supplier = object({ entity_id: { check: id, required: 'always' } });

export const linkedEntity = object({
	name: text(),
	entity_id: { check: id, required: 'always' },
	entity_type: { check: choice('catalog_elements', 'contacts', 'companies'), required: 'always' },
	catalog_id: orNull(id),
});

export const chainedList = object({
	catalog_id: { check: id, required: 'always' },
	catalog_element_id: { check: id, required: 'always' },
});

/** What is written of a file; read, it also says whether the drive still has it: github.com/Krukov/amocrm_api, issue 118. */
export const file = object({
	file_uuid: { check: text({ min: 1 }), required: 'always' },
	version_uuid: text(),
	file_name: text(),
	file_size: integer({ min: 0 }),
});

export const readFile: ValueKind['read'] = ({ value }) => ({
	value: { ...(value as object), is_deleted: false },
});

/** What is recalculated can only be read. The official samples write tax rates that the page's table lacks. */
export const invoiceItem = object({
	...nullable(['sku', 'description', 'unit_type', 'external_uid'], text()),
	...nullable(['unit_price', 'quantity', 'vat_rate_value', 'bonus_points_per_purchase'], number()),
	...nullable(['vat_rate_id', 'product_id'], integer()),
	discount: orNull(
		object({
			type: { check: choice('percentage', 'amount'), required: 'always' },
			value: { check: number(), required: 'always' },
		}),
	),
	metadata: fine,
});

interface Item {
	unit_price?: number | null;
	quantity?: number | null;
	discount?: { type: string; value: number } | null;
}

function totalOf({ unit_price: price, quantity, discount }: Item): number {
	const sum = (price ?? 0) * (quantity ?? 0);
	if (!discount) return sum;
	return discount.type === 'amount' ? sum - discount.value : sum * (1 - discount.value / 100);
}

export const readItem: ValueKind['read'] = ({ value }) => ({
	value: {
		product_id: null,
		vat_rate_value: 0,
		bonus_points_per_purchase: 0,
		external_uid: '',
		metadata: [],
		...(value as Item),
		is_discount_recalculated: false,
		is_total_sum_recalculated: false,
		total_sum: totalOf(value as Item),
	},
});
