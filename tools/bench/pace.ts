import type { LogEntry } from '../../emulator/types';

/** @see https://www.amocrm.ru/developers/content/api/recommendations */
export const REQUESTS_A_SECOND = 7;
export const ENTITIES_A_REQUEST = 250;
export const LATENCY_MS = 250;

const SECOND_MS = 1000;

export const requestsFor = (entities: number) => Math.ceil(entities / ENTITIES_A_REQUEST);

/** The shortest time in which amoCRM lets so many requests through. */
export const secondsFor = (requests: number) => requests / REQUESTS_A_SECOND;

/** How many arrived in the second before each arrival, itself included. */
export function slidingSecond(arrivals: number[]): number[] {
	const sorted = [...arrivals].sort((left, right) => left - right);
	let oldest = 0;
	return sorted.map((at, index) => {
		while (sorted[oldest] <= at - SECOND_MS) oldest++;
		return index - oldest + 1;
	});
}

const isRefused = ({ status }: LogEntry) => status === 429 || status === 403;

export const countRefused = (requests: LogEntry[]) => requests.filter(isRefused).length;
