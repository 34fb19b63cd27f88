import type { ILoadOptionsFunctions } from 'n8n-workflow';

import { sessionOpener } from '../account/open';
import type { AccountLocator, AccountSession, Authentication } from '../account/session';
import { AmoCrmProblem } from '../problem';

const NONE: AccountLocator = { mode: 'list', value: '' };

const noneOfMany = () =>
	new AmoCrmProblem(
		'badInput',
		'Each account has a list of its own, and this node serves every one.',
		{
			hint: 'Give IDs by an expression, for example {{ [77, 78] }}, and stages with their pipeline: {{ ["77/142"] }}, or won in any pipeline: {{ ["any/142"] }}.',
		},
	);

/** The session that the node's parameters ask for, while somebody edits them. */
export async function editorSession(functions: ILoadOptionsFunctions): Promise<AccountSession> {
	const authentication = functions.getCurrentNodeParameter('authentication') as Authentication;
	if (
		authentication === 'installedAccount' &&
		functions.getCurrentNodeParameter('accounts') === 'every'
	)
		throw noneOfMany();
	const locator = () =>
		(functions.getCurrentNodeParameter('account') as AccountLocator | undefined) ?? NONE;
	return await sessionOpener(functions)(authentication, locator);
}
