import { z } from 'zod';

import { parseJson } from '../attempt';
import {
	AmoCrmProblem,
	type EntityComplaint,
	type ProblemCode,
	type ProblemDetails,
} from '../problem';
import type { Answer } from './door';

/** Error bodies of amoCRM: problem+json, with validation errors per entity where there are any. */
const text = z.string().optional().catch(undefined);

const problemBody = z.object({
	title: text,
	detail: text,
	hint: text,
	retry_after: z.number().optional().catch(undefined),
	'validation-errors': z
		.array(
			z.object({
				request_id: z.union([z.string(), z.number()]).optional().catch(undefined),
				errors: z.array(z.object({ code: text, path: text, detail: text })),
			}),
		)
		.optional()
		.catch(undefined),
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

function parse(text: string): ProblemBody | undefined {
	return problemBody.safeParse(parseJson(text)).data;
}

function complaintsOf(body: ProblemBody | undefined): EntityComplaint[] | undefined {
	return body?.['validation-errors']?.flatMap(({ request_id, errors }) =>
		errors.map(({ code = '', path = '', detail = '' }) => ({
			requestId: String(request_id ?? ''),
			path,
			code,
			detail,
		})),
	);
}

/** A longer wait helps nobody: the execution would hang. */
const LONGEST_WAIT_S = 300;

/** Seconds until another try makes sense, if the answer says so. */
export function retryAfterOf(answer: Answer, body?: ProblemBody): number | undefined {
	const seconds = Number(answer.headers['retry-after'] ?? body?.retry_after);
	return seconds > 0 ? Math.min(seconds, LONGEST_WAIT_S) : undefined;
}

function explanationOf(status: number, isJson: boolean): Explanation {
	if (status === 403 && !isJson) return BLOCKED;
	if (status >= 500) return SERVER_ERROR;
	return BY_STATUS[status] ?? { code: 'refused', sentence: `refused the request (HTTP ${status})` };
}

/**
 * Says what an answer other than a success means; never shows a raw page.
 * @see https://www.amocrm.ru/developers/content/crm_platform/error-codes
 */
export function explainAnswer(domain: string, answer: Answer): AmoCrmProblem {
	const body = parse(answer.text);
	const { code, sentence, hint } = explanationOf(answer.status, body !== undefined);
	const complaints = complaintsOf(body);
	const details: ProblemDetails = {
		hint,
		detail: complaints?.length
			? complaints.map(({ path, detail, code: word }) => `${path}: ${detail || word}`).join('; ')
			: [body?.title, body?.detail, body?.hint].filter(Boolean).join(' – ') || undefined,
		status: answer.status,
		requestId: answer.headers['x-request-id'],
		complaints,
		retryAfter: retryAfterOf(answer, body),
	};
	return new AmoCrmProblem(code, `The account ${domain} ${sentence}.`, details);
}
