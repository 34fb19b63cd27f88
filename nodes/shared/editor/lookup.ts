import type { INodePropertyOptions, ResourceMapperFields } from 'n8n-workflow';

import type { AccountSession } from '../account/session';

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
