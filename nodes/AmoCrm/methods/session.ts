import type { ILoadOptionsFunctions } from 'n8n-workflow';

import {
	sessionOpener,
	type AccountLocator,
	type AccountSession,
	type Authentication,
} from '../../shared/account/session';

/** The session that the node's parameters ask for, while somebody edits them. */
export async function editorSession(functions: ILoadOptionsFunctions): Promise<AccountSession> {
	const authentication = functions.getCurrentNodeParameter('authentication') as Authentication;
	const locator = () => functions.getCurrentNodeParameter('account') as AccountLocator;
	return await sessionOpener(functions)(authentication, locator);
}
