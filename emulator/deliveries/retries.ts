import type { Delivery } from '../types';

/** One more try: how long after the one before, and after which answers. */
export interface Retry {
	seconds: number;
	after(status: number): boolean;
}

/** How amoCRM names what is no answer: not reached, and given up waiting. */
const NOT_REACHED = 0;
const TIMED_OUT = 499;

export function codeOf({ status, inTime, error }: Delivery): number {
	if (inTime && status !== null) return status;
	return error === 'Timed out' ? TIMED_OUT : NOT_REACHED;
}

export const isTaken = (status: number): boolean => status >= 100 && status < 300;

const whenNotTaken = (status: number) => !isTaken(status);

const whenServerFailed = (status: number) =>
	status === TIMED_OUT || (status >= 500 && status < 600);

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** amocrm.ru/developers: crm/webhooks-format. */
export const SUBSCRIPTION_RETRIES: Retry[] = [
	{ seconds: 5 * MINUTE, after: whenNotTaken },
	{ seconds: 15 * MINUTE, after: whenNotTaken },
	{ seconds: 15 * MINUTE, after: whenServerFailed },
	{ seconds: HOUR, after: whenServerFailed },
];

/** Kommo's digital pipeline comes four times within an hour. Guess: evenly spread. */
export const KOMMO_PIPELINE_RETRIES: Retry[] = Array(3).fill({
	seconds: 20 * MINUTE,
	after: whenNotTaken,
});
