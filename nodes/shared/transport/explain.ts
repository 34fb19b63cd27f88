import { uniq } from 'lodash';
import { z } from 'zod';

import { parseJson } from '../settle';
import {
	AmoCrmProblem,
	wordsOf,
	type EntityComplaint,
	type ProblemCode,
	type ProblemDetails,
} from '../problem';
import { readComplaints } from './complaints';
import type { Answer } from './http';

const text = z.string().optional().catch(undefined);
const number = z.coerce.number().optional().catch(undefined);

/**
 * Error bodies of amoCRM: problem+json, with complaints about single entities under one of two names; and what is
 * left of the API before v4.
 */
const problemBody = z.object({
	title: text,
	detail: text,
	hint: text,
	status: number,
	retry_after: z.number().optional().catch(undefined),
	'validation-errors': z.unknown(),
	errors: z.unknown(),
	_embedded: z
		.record(z.array(z.record(z.unknown())))
		.optional()
		.catch(undefined),
	error_code: number,
	response: z.object({ error_code: number, error: text }).optional().catch(undefined),
});

type ProblemBody = z.infer<typeof problemBody>;

interface Explanation {
	code: ProblemCode;
	sentence: string;
	hint?: string;
}

const BY_STATUS: Record<number, Explanation> = {
	400: { code: 'validation', sentence: 'did not accept the data' },
	401: {
		code: 'unauthorized',
		sentence: 'refused the access token',
		hint: 'The token was revoked or has expired, or the integration was disabled in this account. Connect the account again.',
	},
	402: {
		code: 'paymentRequired',
		sentence: 'is not paid for, so amoCRM refuses the request',
		hint: "Ask the account's owner to pay for the subscription, then run the workflow again.",
	},
	403: {
		code: 'forbidden',
		sentence: 'does not allow this',
		hint: 'The integration lacks the scope, or the user who granted access lacks the right.',
	},
	404: { code: 'notFound', sentence: 'has nothing at this address' },
	405: { code: 'refused', sentence: 'does not offer this method' },
	410: {
		code: 'notFound',
		sentence: 'has nothing at this address any more',
		hint: 'If the account was renamed, enter its new address.',
	},
	422: { code: 'validation', sentence: 'did not accept the data' },
	429: {
		code: 'rateLimited',
		sentence: 'is receiving too many requests',
		hint: 'Other programs use the same integration, or several n8n processes do. Try again in a while.',
	},
};

const BLOCKED: Explanation = {
	code: 'blocked',
	sentence: 'is blocked for this integration or for the address of this server',
	hint: 'amoCRM does so after its request limit was ignored for long. Stop other programs that use the integration, and ask amoCRM support to lift the block.',
};

const SERVER_ERROR: Explanation = {
	code: 'serverError',
	sentence: 'has a fault on its side',
	hint: 'Try again later, with smaller batches after a 504.',
};

/**
 * Error codes of amoCRM's earlier API, which some answers still carry, whatever their status.
 * @see https://www.amocrm.ru/developers/content/crm_platform/error-codes
 */
const NO_RIGHTS: Explanation = {
	code: 'forbidden',
	sentence: 'does not give the user who granted access the right to do this',
	hint: "Ask the account's administrator for the right, or connect the account as another user.",
};

const SWITCHED_OFF: Explanation = {
	code: 'refused',
	sentence: 'does not have this function, or has it switched off',
};

const BY_OLD_CODE: Record<number, Explanation> = {
	101: {
		code: 'badAddress',
		sentence: 'does not exist',
		hint: 'Check the address of the account: it may have been renamed.',
	},
	112: {
		code: 'unauthorized',
		sentence: 'has the user who granted access switched off',
		hint: 'Connect the account again as a user who is active.',
	},
	113: {
		code: 'forbidden',
		sentence: 'lets nobody in from the address of this server',
		hint: "Ask the account's administrator to add the address of the n8n server to the allowed ones.",
	},
	202: NO_RIGHTS,
	244: NO_RIGHTS,
	288: NO_RIGHTS,
	402: BY_STATUS[402],
	425: SWITCHED_OFF,
	426: SWITCHED_OFF,
};

function parse(text: string): ProblemBody | undefined {
	return problemBody.safeParse(parseJson(text)).data;
}

/** A longer wait helps nobody: the execution would hang. */
const LONGEST_WAIT_S = 300;

/** Seconds to wait before a retry, if the answer says so. */
export function retryAfterOf(answer: Answer, body?: ProblemBody): number | undefined {
	const seconds = Number(answer.headers['retry-after'] ?? body?.retry_after);
	return seconds > 0 ? Math.min(seconds, LONGEST_WAIT_S) : undefined;
}

/** Hosts of accounts, which may be shown to people; amoCRM's own site, drives and shards are no accounts. */
const ACCOUNT_HOST =
	/^(?!www\.|drive-[a-z]\.|api-[a-z]\.)[a-z\d-]+\.(?:amocrm\.ru|amocrm\.com|kommo\.com)$/;

/** amoCRM leads requests to the former address of a renamed account to its new one. */
function movedAway(domain: string, { status, headers }: Answer): Explanation | undefined {
	const { location = '' } = headers;
	if (status < 300 || status >= 400 || !URL.canParse(location)) return undefined;
	const { host } = new URL(location);
	if (host === domain || !ACCOUNT_HOST.test(host)) return undefined;
	return {
		code: 'badAddress',
		sentence: `has moved to ${host}`,
		hint: `The account was renamed: enter ${host} as its address.`,
	};
}

function explanationOf(
	domain: string,
	answer: Answer,
	body: ProblemBody | undefined,
	complaints: EntityComplaint[],
): Explanation {
	const { status } = answer;
	if (status === 403 && !body) return BLOCKED;
	if (status >= 500 || status === 408) return SERVER_ERROR;
	const common = uniq(complaints.map(({ code }) => Number(code)));
	const old = [
		body?.error_code,
		body?.response?.error_code,
		body?.status,
		common.length === 1 ? common[0] : undefined,
	].find((code) => code !== undefined && code !== status && code in BY_OLD_CODE);
	return (
		movedAway(domain, answer) ??
		BY_OLD_CODE[old ?? 0] ??
		BY_STATUS[status] ?? { code: 'refused', sentence: `refused the request (HTTP ${status})` }
	);
}

/**
 * Says what an answer other than a success means; never shows a raw page.
 * @see https://www.amocrm.ru/developers/content/crm_platform/error-codes
 */
export function explainAnswer(domain: string, answer: Answer): AmoCrmProblem {
	const body = parse(answer.text);
	const complaints = [body?.['validation-errors'], body?.errors].flatMap((errors) =>
		readComplaints(errors),
	);
	const { code, sentence, hint } = explanationOf(domain, answer, body, complaints);
	const words = [body?.title, body?.detail, body?.hint, body?.response?.error];
	const details: ProblemDetails = {
		hint,
		detail:
			(complaints.length > 0
				? complaints.map(wordsOf).join('; ')
				: words.filter(Boolean).join(' – ')) || undefined,
		status: answer.status,
		requestId: answer.headers['x-request-id'],
		complaints,
		embedded: body?._embedded as ProblemDetails['embedded'],
		retryAfter: retryAfterOf(answer, body),
	};
	return new AmoCrmProblem(code, `The account ${domain} ${sentence}.`, details);
}
