import { openIntegration } from '../registry/integration';
import { includesText, listInEditor } from './inEditor';

/** The list of the locator `account`. */
export const searchInstalledAccounts = listInEditor(async (functions, filter?: string) => {
	const { accounts } = await openIntegration(functions);
	const installed = (await accounts.list()).filter(({ status }) => status === 'installed');
	const found = installed.filter(({ domain, name }) => includesText(`${domain} ${name}`, filter));
	return {
		results: found.map(({ accountId, domain, name }) => ({
			name: name ? `${name} (${domain})` : domain,
			value: String(accountId),
			url: `https://${domain}`,
		})),
	};
});
