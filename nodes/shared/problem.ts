import type { IDataObject, IHttpRequestMethods } from 'n8n-workflow';

/** Why a call could not be done, as a fixed word that workflows may branch on. */
export type ProblemCode =
	| 'apiKeyRefused'
	| 'badAddress'
	| 'badInput'
	| 'badAnswer'
	| 'blocked'
	| 'codeExpired'
	| 'codeUsed'
	| 'conflict'
	| 'forbidden'
	| 'inCredential'
	| 'interrupted'
	| 'missingCredential'
	| 'notFound'
	| 'notInstalled'
	| 'notSent'
	| 'paused'
	| 'paymentRequired'
	| 'rateLimited'
	| 'refused'
	| 'revoked'
	| 'serverError'
	| 'stateInvalid'
	| 'storage'
	| 'unauthorized'
	| 'unreachable'
	| 'validation'
	| 'wrongAccount';

/** One complaint of amoCRM about one entity of a batch, or about the whole request. */
export interface EntityComplaint {
	/** The `request_id` that was sent with the entity (its position, where none was); empty where amoCRM names none. */
	requestId: string;
	/** Where amoCRM names the entity by its own id. */
	entityId?: string;
	path: string;
	code: string;
	detail: string;
}

/** A complaint in amoCRM's words. */
export const wordsOf = ({ path, detail, code }: EntityComplaint): string =>
	[path, detail || code].filter(Boolean).join(': ');

export interface ProblemDetails {
	/** What the builder can do about it. */
	hint?: string;
	/** The words of the refusal, for the description. */
	detail?: string;
	/** Whose words they are; amoCRM's where nothing is said. */
	speaker?: string;
	status?: number;
	/** `X-Request-Id`: what amoCRM's support asks for. */
	requestId?: string;
	complaints?: EntityComplaint[];
	/** What amoCRM answered beside the complaints, below `_embedded`: entities that it stored all the same. */
	embedded?: Record<string, IDataObject[]>;
	/** Method of a write whose answer was lost: what it asked for may have been done. */
	uncertain?: IHttpRequestMethods;
	/** Seconds until another try makes sense. */
	retryAfter?: number;
	/** Only a person who connects the account again ends it. */
	needsReconnect?: boolean;
	/** The refusal may not be the account's own: who could tell did not answer. */
	isUnsure?: boolean;
}

/**
 * The one error of the shared rooms: a sentence for the builder and what is known beside it.
 * Carries no token, secret or code. The node shells turn it into n8n's errors.
 */
export class AmoCrmProblem extends Error {
	constructor(
		readonly code: ProblemCode,
		message: string,
		readonly details: ProblemDetails = {},
	) {
		super(message);
		this.name = 'AmoCrmProblem';
	}

	/** As items show it. */
	get reason(): { code: ProblemCode; message: string; hint: string } {
		return { code: this.code, message: this.message, hint: this.details.hint ?? '' };
	}

	/** Hint and amoCRM's words in one text. */
	get description(): string {
		const { hint, detail, speaker = 'amoCRM' } = this.details;
		return [hint, detail && `${speaker}: ${detail}`].filter(Boolean).join('\n');
	}
}

/** Whether an error is a problem with one of these codes. */
export const hasCode = (error: unknown, ...codes: ProblemCode[]): error is AmoCrmProblem =>
	error instanceof AmoCrmProblem && codes.includes(error.code);

/** The status of the answer that a problem is about; none of other errors, and where no answer came. */
export const statusOf = (error: unknown): number | undefined =>
	error instanceof AmoCrmProblem ? error.details.status : undefined;

/** The execution was stopped before this was sent. */
export const stopped = (): AmoCrmProblem =>
	new AmoCrmProblem('notSent', 'The execution was stopped, and nothing more was sent.');
