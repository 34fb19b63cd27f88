import { openIntegration } from '../registry/integration';
import { listInEditor } from './inEditor';

/** The list of the locator `account`, page by page. */
export const searchInstalledAccounts = listInEditor(
	async (functions, filter?: string, paginationToken?: string) => {
		const { accounts } = await openIntegration(functions);
		const { accounts: found, next } = await accounts.search(filter ?? '', paginationToken);
		return {
			results: found.map(({ accountId, domain, name }) => ({
				name: name ? `${name} (${domain})` : domain,
				value: String(accountId),
				url: `https://${domain}`,
			})),
			paginationToken: next,
		};
	},
);
