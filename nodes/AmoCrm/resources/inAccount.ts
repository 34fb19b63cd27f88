import { sessionOpener } from '../../shared/account/open';
import type { AccountLocator, AccountSession, Authentication } from '../../shared/account/session';
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
			return async (item) => {
				const session = await open(item.parameter<Authentication>('authentication'), () =>
					item.parameter<AccountLocator>('account'),
				);
				// Shown once beside the output, however many items there are.
				if (session.notice && item.index === 0) {
					functions.addExecutionHints({ message: session.notice, location: 'outputPane' });
				}
				return session;
			};
		},
	});
}
