import { AmoCrmProblem, hasCode } from '../../../shared/problem';
import type { AccountOperation } from '../../factories/operation';

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
	(operation: AccountOperation): AccountOperation => ({
		...operation,
		run: async (session, items, functions) =>
			(await operation.run(session, items, functions)).map((result) => {
				if (!('problem' in result)) return result;
				const { problem } = result;
				return hasCode(problem, 'forbidden')
					? { problem: scopeMissing(problem, scope, session.domain) }
					: result;
			}),
	});
