import type { IDataObject } from 'n8n-workflow';

import { columnId } from '../fields/definition';

/** One entry of `value_before` or `value_after`, under the name of its kind. */
type Reading = (value: IDataObject) => IDataObject;

const READINGS: Record<string, Reading> = {
	lead_status: ({ id, pipeline_id }) => ({ status_id: id, pipeline_id }),
	customer_status: ({ id }) => ({ status_id: id }),
	responsible_user: ({ id }) => ({ responsible_user_id: id }),
	name_field_value: ({ name }) => ({ name }),
	sale_field_value: ({ sale }) => ({ price: sale }),
	ltv_field_value: ({ ltv }) => ({ ltv }),
	tag: ({ name }) => ({ tags: [name] }),
	task: ({ text }) => ({ text }),
	task_deadline: ({ timestamp }) => ({ complete_till: timestamp }),
	task_type: ({ id }) => ({ task_type_id: id }),
	transaction: ({ id }) => ({ transaction_id: id }),
	message: ({ id }) => ({ message_id: id }),
	custom_field_value: ({ field_id, text }) => ({ [columnId({ id: Number(field_id) })]: text }),
};

/** Of a field with several values each comes for itself. */
function add(values: IDataObject, [key, value]: [string, IDataObject[string]]): IDataObject {
	const held = values[key];
	return { ...values, [key]: held === undefined ? value : [held, value].flat() } as IDataObject;
}

/**
 * What an event of the API says of values before or after it, under the names of the card; custom fields as
 * `cf_123`, tags as the names of those that came or went, a purchase and a message by their ids. Kinds that are
 * nothing of the kind say nothing.
 * @see https://www.amocrm.ru/developers/content/crm_platform/events-and-notes
 */
export const readEventValues = (entries: unknown): IDataObject =>
	(Array.isArray(entries) ? (entries as Array<Record<string, IDataObject>>) : [])
		.flatMap((entry) => Object.entries(entry))
		.flatMap(([kind, value]) => Object.entries(READINGS[kind]?.(value) ?? {}))
		.reduce(add, {});
