import { AmoCrmProblem } from '../../../shared/problem';
import { explaining, type AccountOperation } from '../../factories/operation';

/** What amoCRM calls the scopes in an integration's settings. */
const SCOPES = { files: 'Access to files', files_delete: 'Deleting files' };

function scopeMissing(
	{ details }: AmoCrmProblem,
	scope: keyof typeof SCOPES,
	domain: string,
): AmoCrmProblem {
	return new AmoCrmProblem(
		'forbidden',
		`The account ${domain} does not allow this: the integration needs the scope "${scope}".`,
		{
			...details,
			hint: `Tick "${SCOPES[scope]}" in the integration's settings in amoCRM and connect the account again. If it is ticked, the user who granted access lacks the right.`,
		},
	);
}

/** An operation that amoCRM refuses to integrations without this scope. */
export const needing =
	(scope: keyof typeof SCOPES) =>
	(operation: AccountOperation): AccountOperation =>
		explaining(operation, 'forbidden', (problem, { domain }) =>
			scopeMissing(problem, scope, domain),
		);
