import type { ILoadOptionsFunctions } from 'n8n-workflow';

import {
	openSession,
	type AccountLocator,
	type AccountSession,
	type Authentication,
} from '../account/session';

const NONE: AccountLocator = { mode: 'list', value: '' };

/** The session that the node's parameters ask for, while somebody edits them. */
export async function editorSession(functions: ILoadOptionsFunctions): Promise<AccountSession> {
	const authentication = functions.getCurrentNodeParameter('authentication') as Authentication;
	// A trigger that serves every account has none to choose.
	const locator = () =>
		(functions.getCurrentNodeParameter('account') as AccountLocator | undefined) ?? NONE;
	return await openSession(functions, authentication, locator, 0);
}
