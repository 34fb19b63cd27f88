import type { IWebhookFunctions } from 'n8n-workflow';

/** Of n8n's answer to a call, what is looked at. */
type Answer = Pick<ReturnType<IWebhookFunctions['getResponseObject']>, 'writableFinished'> & {
	once(event: 'close', listener: () => void): unknown;
};

/** amoCRM waits 2 seconds, and n8n may have needed as long to call the node as it then needs to answer. */
const LATE_MS = 1_000;

/** More than 100 late answers within two hours, and amoCRM switches the webhook off. */
const PERIOD_MS = 2 * 60 * 60 * 1000;
const TOLERATED = 20;

/** When the last answers that were late had gone out, or nobody waited for them any more. */
const lateAnswers: number[] = [];

/** Looks how long n8n takes for an answer that is left to it. */
export function watchAnswer(response: Answer, arrivedAt: number): void {
	response.once('close', () => {
		if (response.writableFinished && Date.now() - arrivedAt < LATE_MS) return;
		lateAnswers.push(Date.now());
		if (lateAnswers.length > TOLERATED) lateAnswers.shift();
	});
}

/**
 * Whether this process is so busy that the node must answer by itself, at once. n8n answers when it has kept the
 * execution, so that a crash loses nothing; a few late answers cost nothing either, for amoCRM sends such a
 * delivery again. Many cost the webhook, and with it all that happens until somebody notices.
 */
export const answersLate = (): boolean =>
	lateAnswers.length === TOLERATED && Date.now() - lateAnswers[0] < PERIOD_MS;
