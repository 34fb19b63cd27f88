import type { INodePropertyOptions } from 'n8n-workflow';

import { settle } from '../../shared/settle';
import type { Lookup } from '../../shared/editor/lookup';
import { catalogs } from './catalogs';

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
