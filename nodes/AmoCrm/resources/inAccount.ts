import { sessionOpener } from '../../shared/account/open';
import type { AccountLocator, AccountSession, Authentication } from '../../shared/account/session';
import { tellOnce } from '../factories/list';
import type { AccountOperation } from '../factories/operation';
import { defineResource, type Resource, type ResourceDescription } from './resource';

/** A resource whose operations act in one account, reached by whichever way the node was given. */
export function inAccount(
	description: Omit<ResourceDescription<AccountSession>, 'reach' | 'operations'> & {
		operations: AccountOperation[];
	},
): Resource {
	return defineResource({
		...description,
		reach: (functions) => {
			const open = sessionOpener(functions);
			const tell = tellOnce(functions);
			return async (item) => {
				const session = await open(item.parameter<Authentication>('authentication'), () =>
					item.parameter<AccountLocator>('account'),
				);
				if (session.notice) tell(session.notice);
				return session;
			};
		},
	});
}
