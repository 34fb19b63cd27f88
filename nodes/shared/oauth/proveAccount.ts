import { z } from 'zod';

import { cached } from '../cached';
import { parseJson } from '../settle';
import { AmoCrmProblem } from '../problem';
import type { Answer, Http } from '../transport/http';
import { explainAnswer } from '../transport/explain';
import { queueOf } from './fairQueue';

const HOUR_MS = 3_600_000;

/** By host. An account stays one; a name that is free today may be one tomorrow. */
const accounts = cached<boolean>({
	ms: (isAccount) => (isAccount ? 24 * HOUR_MS : HOUR_MS / 6),
	most: 5_000,
});

const TIMEOUT_MS = 10_000;

/**
 * How the API of an account answers a call without a token.
 * @see https://www.amocrm.ru/developers/content/crm_platform/error-codes
 */
const apiRefusal = z.union([
	z.object({ status: z.literal(401) }),
	z.object({ title: z.literal('Unauthorized') }),
]);

interface AccountCheck {
	domain: string;
	/** Sends only to `domain`, unsigned. */
	http: Http;
	/** The integration whose queue is used. */
	queue: string;
}

/** @throws AmoCrmProblem if the answer says nothing about the host */
function isAccountAnswer(domain: string, answer: Answer): boolean {
	if (answer.status === 401) return apiRefusal.safeParse(parseJson(answer.text)).success;
	const problem = explainAnswer(domain, answer);
	if (['rateLimited', 'serverError', 'blocked'].includes(problem.code)) throw problem;
	return false;
}

/** Sends neither token nor secret. */
async function check({ domain, http, queue }: AccountCheck): Promise<boolean> {
	const url = `https://${domain}/api/v4/account`;
	const ask = async () =>
		isAccountAnswer(domain, await http({ method: 'GET', url, timeout: TIMEOUT_MS }));
	return await queueOf(queue, 'accountChecks').run({ host: domain, isRenewal: false }, ask);
}

/**
 * Makes sure that a host is an account before the client secret is sent there: a call to the Redirect URI may name any
 * host, and not every host of amoCRM is an account.
 * @throws AmoCrmProblem `badAddress`, or why it could not be found out
 */
export async function proveAccount(request: AccountCheck): Promise<void> {
	if (await accounts.read(request.domain, () => check(request))) return;
	throw new AmoCrmProblem('badAddress', `No amoCRM account answers at ${request.domain}.`, {
		hint: 'Check the address of the account, and install the integration there again.',
	});
}
