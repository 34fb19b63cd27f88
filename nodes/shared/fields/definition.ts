import type { IDataObject } from 'n8n-workflow';

import { cached } from '../cached';
import type { ApiClient } from '../transport/client';
import { readPages } from '../transport/pages';

/** What carries custom fields; the word of amoCRM's paths. */
export type EntityPath =
	| 'leads'
	| 'contacts'
	| 'companies'
	| 'customers'
	| 'customers/segments'
	/** The elements of one list. */
	| `catalogs/${number}`;

export interface FieldEnum {
	id: number;
	value: string;
	code?: string | null;
}

/** A custom field of one account. */
export interface FieldDefinition {
	id: number;
	name: string;
	code?: string | null;
	type: string;
	is_computed?: boolean;
	enums?: FieldEnum[] | null;
	/** The tree of a category field. */
	nested?: FieldEnum[] | null;
}

/** Ids of the mapper's columns for custom fields: `cf_123`. */
export const columnId = (field: Pick<FieldDefinition, 'id'>) => `cf_${field.id}`;

/** Definitions change rarely; a workflow that runs often asks for them this seldom. */
const KEEP_MS = 5 * 60 * 1000;

const kept = cached<FieldDefinition[]>({ ms: KEEP_MS });

const keyOf = (accountKey: string, entity: EntityPath) => `${accountKey}|${entity}`;

/**
 * The custom fields of this account's cards.
 * @param accountKey tells accounts apart: no account may see another's fields
 * @see https://www.amocrm.ru/developers/content/crm_platform/custom-fields
 */
export async function readDefinitions(
	client: ApiClient,
	accountKey: string,
	entity: EntityPath,
): Promise<FieldDefinition[]> {
	return await kept.read(keyOf(accountKey, entity), async () => {
		const call = { path: `/api/v4/${entity}/custom_fields` };
		const fields = await readPages(client, call, 'custom_fields', Infinity);
		return fields as Array<IDataObject & FieldDefinition>;
	});
}

/** The next reader asks amoCRM again: after a field was changed, and where a person refreshes a form. */
export function forgetDefinitions(accountKey: string, entity: EntityPath): void {
	kept.forget(keyOf(accountKey, entity));
}
