import type { IWebhookFunctions } from 'n8n-workflow';

/** What is observed of n8n's answer to a call. */
type WatchedAnswer = Pick<
	ReturnType<IWebhookFunctions['getResponseObject']>,
	'writableFinished'
> & {
	once(event: 'close', listener: () => void): unknown;
};

/** amoCRM waits 2 seconds, and n8n may have taken as long to call the node as it then takes to answer. */
const LATE_MS = 1_000;

/** amoCRM switches the webhook off after more than 100 late answers within two hours. */
const PERIOD_MS = 2 * 60 * 60 * 1000;
const TOLERATED = 20;

/** When the last late answers were sent, or the caller hung up. */
const lateAnswers: number[] = [];

/** Measures how long n8n takes for an answer that is left to it. */
export function watchAnswer(response: WatchedAnswer, arrivedAt: number): void {
	response.once('close', () => {
		if (response.writableFinished && Date.now() - arrivedAt < LATE_MS) return;
		lateAnswers.push(Date.now());
		if (lateAnswers.length > TOLERATED) lateAnswers.shift();
	});
}

/**
 * Whether this process is so busy that the node must answer by itself, at once. n8n answers when it has saved the
 * execution, so that a crash loses nothing. A few late answers do no harm: amoCRM repeats the delivery. Too many cost
 * the webhook, and with it everything that happens until somebody notices.
 */
export const answersLate = (): boolean =>
	lateAnswers.length === TOLERATED && Date.now() - lateAnswers[0] < PERIOD_MS;
