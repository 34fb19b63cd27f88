import { multiselect, multitext, select } from './choices';
import type { FieldKind } from './kind';
import {
	asRead,
	chainedList,
	file,
	items,
	legalEntity,
	linkedEntity,
	payer,
	smartAddress,
	supplier,
} from './parts';
import { checkbox, dateTime, day, numeric, text } from './plain';

const KINDS: Record<string, FieldKind> = {
	text,
	textarea: text,
	streetaddress: text,
	url: text,
	tracking_data: text,
	numeric,
	monetary: numeric,
	price: numeric,
	checkbox,
	date: day,
	birthday: day,
	date_time: dateTime,
	select,
	radiobutton: select,
	category: select,
	multiselect,
	multitext,
	smart_address: smartAddress,
	legal_entity: legalEntity,
	payer,
	supplier,
	linked_entity: linkedEntity,
	chained_list: chainedList,
	items,
	file,
};

/** The types that amoCRM documents. */
export const fieldTypes = Object.keys(KINDS);

/**
 * How fields of this type are shown, written and read.
 * @see https://www.amocrm.ru/developers/content/crm_platform/custom-fields
 */
export const kindOf = (type: string): FieldKind => KINDS[type] ?? asRead;
