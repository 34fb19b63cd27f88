import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import { type Lookup, listed, toOption } from '../../shared/editor/lookup';
import {
	type EntityPath,
	type FieldDefinition,
	readDefinitions,
} from '../../shared/fields/definition';
import { byLabel } from '../../shared/fields/naming';
import { statusOf } from '../../shared/problem';
import { settle } from '../../shared/settle';
import { readPages } from '../../shared/transport/pages';

/** @see https://www.amocrm.ru/developers/content/crm_platform/catalogs-api */
export const catalogs = listed('getCatalogs', '/api/v4/catalogs', 'catalogs');

/** @see https://www.amocrm.ru/developers/content/crm_platform/users-api */
export const roles = listed('getRoles', '/api/v4/roles', 'roles');

interface AccountWith {
	_embedded?: Record<string, IDataObject[] | undefined>;
}

/**
 * A list that amoCRM gives as part of the account.
 * @see https://www.amocrm.ru/developers/content/crm_platform/account-info
 */
const ofAccount = (method: string, part: string): Lookup => ({
	method,
	load: async (session) => {
		const account = await session.request<AccountWith>({
			method: 'GET',
			path: '/api/v4/account',
			query: { with: part },
		});
		return (account?._embedded?.[part] ?? []).map(toOption);
	},
});

export const taskTypes = ofAccount('getTaskTypes', 'task_types');

export const userGroups = ofAccount('getUserGroups', 'users_groups');

const allCustomerStatuses = listed(
	'getCustomerStatuses',
	'/api/v4/customers/statuses',
	'statuses',
	'whole',
);

/**
 * An account has them only where customers are led by their next purchase; amoCRM refuses the question elsewhere.
 * @see https://www.amocrm.ru/developers/content/crm_platform/customers-statuses-api
 */
export const customerStatuses: Lookup = {
	...allCustomerStatuses,
	load: async (session, parameter) => {
		const read = await settle(allCustomerStatuses.load(session, parameter));
		if (read.ok) return read.value;
		if (statusOf(read.error) === 422) return [];
		throw read.error;
	},
};

const allLossReasons = listed('getLossReasons', '/api/v4/leads/loss_reasons', 'loss_reasons');

/** Documented for Kommo alone: where an account does not tell them, the form asks for a number. */
export const lossReasons: Lookup = {
	...allLossReasons,
	load: async (session, parameter) => {
		const read = await settle(allLossReasons.load(session, parameter));
		if (read.ok) return read.value;
		if ([403, 404].includes(statusOf(read.error) ?? 0)) return [];
		throw read.error;
	},
};

/**
 * Groups in which cards show their fields.
 * @see https://www.amocrm.ru/developers/content/crm_platform/custom-fields
 */
export const fieldGroups = (
	entity: (parameter: (name: string) => unknown) => EntityPath,
): Lookup => ({
	method: 'getFieldGroups',
	load: async (session, parameter) => {
		const path = `/api/v4/${entity(parameter)}/custom_fields/groups`;
		const call = { path, pageSize: 'whole' as const };
		const groups = await readPages(session, call, 'custom_field_groups', Infinity);
		return groups.map(({ id, name }) => ({ name: String(name), value: String(id) }));
	},
});

/** What has fields of its own, as amoCRM's paths name it: kinds of cards, then each list of the account. */
export const fieldOwners = (method: string, kinds: INodePropertyOptions[]): Lookup => ({
	method,
	load: async (session, parameter) => {
		// Who has no access to lists may work with the fields of cards all the same.
		const lists = await settle(catalogs.load(session, parameter));
		const named = (lists.ok ? lists.value : []).map(({ name, value }) => ({
			name: `List: ${name}`,
			value: `catalogs/${String(value)}`,
		}));
		return [...kinds, ...named];
	},
});

/** How parameters call fields of the account, so that others understand it; nothing where they hold ids. */
export type FieldNames = (
	definitions: FieldDefinition[],
	parameter: (name: string) => unknown,
) => ((field: FieldDefinition) => string) | undefined;

/** Fields that the account itself defines for one kind of card, those of types that pass `isOffered`. */
export const ownFields = (
	name: string,
	entity: (parameter: (name: string) => unknown) => EntityPath,
	isOffered: (type: string) => boolean,
	namesOf?: FieldNames,
): Lookup => ({
	method: `getFields_${name}`,
	load: async (session, parameter) => {
		const all = await readDefinitions(session, session.key, entity(parameter));
		const nameOf = namesOf?.(all, parameter);
		const labelled = byLabel(all, (field) => field);
		return [...labelled]
			.filter(([, { type }]) => isOffered(type))
			.map(([name, field]) => ({ name, value: nameOf?.(field) ?? field.id }));
	},
});
