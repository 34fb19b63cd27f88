import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../transport/client';
import { readPages } from '../transport/pages';

/** Cards that carry custom fields; the word of amoCRM's paths. */
export type EntityPath = 'leads' | 'contacts' | 'companies';

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
}

/** Definitions change rarely; a workflow that runs often asks for them this seldom. */
const KEEP_MS = 5 * 60 * 1000;

interface Kept {
	at: number;
	definitions: Promise<FieldDefinition[]>;
}

const kept = new Map<string, Kept>();

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
	const key = `${accountKey}|${entity}`;
	const known = kept.get(key);
	if (known && Date.now() - known.at < KEEP_MS) return await known.definitions;
	const call = { path: `/api/v4/${entity}/custom_fields` };
	const definitions = readPages(client, call, 'custom_fields', Infinity).then(
		(fields) => fields as Array<IDataObject & FieldDefinition>,
	);
	kept.set(key, { at: Date.now(), definitions });
	definitions.catch(() => kept.delete(key));
	return await definitions;
}
