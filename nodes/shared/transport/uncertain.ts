import type { IHttpRequestMethods } from 'n8n-workflow';

import { AmoCrmProblem } from '../problem';

const hintFor = (method: IHttpRequestMethods, domain: string, subject?: string): string => {
	const look = `Look ${subject ? `at ${subject} in` : 'into'} the account ${domain} first`;
	return method === 'POST'
		? `${look}: what is sent once more may be there twice.`
		: `${look}, and send it once more only if nothing was changed.`;
};

/** For a write that may have been done: its outcome is not known. */
export const uncertain = (
	{ code, message, details }: AmoCrmProblem,
	method: IHttpRequestMethods,
	domain: string,
): AmoCrmProblem =>
	new AmoCrmProblem(code, `${message} What was sent may have been done all the same.`, {
		...details,
		hint: hintFor(method, domain),
		uncertain: method,
	});

/** The same problem, with a hint at what to look at in the account: what the write was to change or create. */
export function lookFirst(problem: AmoCrmProblem, domain: string, subject?: string): AmoCrmProblem {
	const { uncertain: method } = problem.details;
	if (!method || !subject) return problem;
	return new AmoCrmProblem(problem.code, problem.message, {
		...problem.details,
		hint: hintFor(method, domain, subject),
	});
}
