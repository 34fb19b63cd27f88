import type { IDataObject } from 'n8n-workflow';

import { columnId } from '../fields/definition';

/** Reads an entry of `value_before` or `value_after`, by the name of its kind. */
const READERS: Record<string, (value: IDataObject) => IDataObject> = {
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

/** A field with several values has an entry for each. */
function add(values: IDataObject, [key, value]: [string, IDataObject[string]]): IDataObject {
	const held = values[key];
	return { ...values, [key]: held === undefined ? value : [held, value].flat() } as IDataObject;
}

/**
 * The values before or after an event of the API, under their names in the card: custom fields as `cf_123`, tags as
 * the names that were added or removed, a purchase and a message by their ids. Other kinds are left out.
 * @see https://www.amocrm.ru/developers/content/crm_platform/events-and-notes
 */
export const readEventValues = (entries: unknown): IDataObject =>
	(Array.isArray(entries) ? (entries as Array<Record<string, IDataObject>>) : [])
		.flatMap((entry) => Object.entries(entry))
		.flatMap(([kind, value]) => Object.entries(READERS[kind]?.(value) ?? {}))
		.reduce(add, {});
