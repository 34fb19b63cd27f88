import type { ILoadOptionsFunctions } from 'n8n-workflow';

import type { AccountLocator } from '../../shared/account/session';
import { resources } from '../resources';
import { chosenIn, fieldsInEditor } from '../../shared/editor/inEditor';
import { editorSession } from '../../shared/editor/session';

/**
 * The account named by an expression is known only when the workflow runs. The form then offers what every
 * account has, so that one workflow can serve all of them.
 */
function isNamedLater(functions: ILoadOptionsFunctions): boolean {
	if (functions.getCurrentNodeParameter('authentication') !== 'installedAccount') return false;
	const account = functions.getCurrentNodeParameter('account') as
		Partial<AccountLocator> | undefined;
	const value = String(account?.value ?? '');
	return account?.mode !== 'list' && (value === '' || value.startsWith('='));
}

const mappers = resources.flatMap(({ operations }) =>
	operations.flatMap(({ offers }) => offers?.mappers ?? []),
);

/** One method for each typed form. */
export const resourceMapping = Object.fromEntries(
	mappers.map(({ method, load }) => [
		method,
		fieldsInEditor(async (functions) => {
			const session = isNamedLater(functions) ? undefined : await editorSession(functions);
			return await load(session, chosenIn(functions));
		}),
	]),
);
