import type { IDataObject, INodePropertyOptions, ResourceMapperFields } from 'n8n-workflow';

import type { AccountSession } from '../account/session';
import { type ListCall, readPages } from '../transport/pages';

/** A list of the account that a dropdown offers. */
export interface Lookup {
	/** Name of its method in the node: `getUsers`. */
	method: string;
	/** @param parameter what the person has chosen so far in the node */
	load(
		session: AccountSession,
		parameter: (name: string) => unknown,
	): Promise<INodePropertyOptions[]>;
}

/** The columns of a typed form. */
export interface Mapper {
	/** Name of its method in the node: `map_lead`. */
	method: string;
	/**
	 * @param session none where the account is known only when the workflow runs
	 * @param parameter what the person has chosen so far in the node
	 */
	load(
		session: AccountSession | undefined,
		parameter: (name: string) => unknown,
	): Promise<ResourceMapperFields>;
}

/** What n8n wants a dropdown of this kind to say. */
export const lookupHint =
	'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>';

export const lookupManyHint =
	'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>';

/** An entity as a dropdown shows it: by its name, chosen by its number. */
export const toOption = ({ id, name }: IDataObject): INodePropertyOptions => ({
	name: String(name),
	value: Number(id),
});

/** A whole list of the account, chosen from by name. */
export const listed = (
	method: string,
	path: string,
	collection: string,
	pageSize?: ListCall['pageSize'],
): Lookup => ({
	method,
	load: async (session) =>
		(await readPages(session, { path, pageSize }, collection, Infinity)).map(toOption),
});

/** @see https://www.amocrm.ru/developers/content/crm_platform/users-api */
export const users = listed('getUsers', '/api/v4/users', 'users');

/** @see https://www.amocrm.ru/developers/content/crm_platform/events-and-notes */
export const eventTypes: Lookup = {
	method: 'getEventTypes',
	load: async (session) => {
		const call = { path: '/api/v4/events/types', pageSize: 'whole' as const };
		const types = await readPages(session, call, 'events_types', Infinity);
		return types.map(({ key, lang }: IDataObject) => ({
			name: String(lang || key),
			value: String(key),
		}));
	},
};
