import type { IWebhookFunctions } from 'n8n-workflow';

import { ownerOf } from './standing';

/** amoCRM tries for 95 minutes. */
const REMEMBER_MS = 2 * 60 * 60 * 1000;

/** As many as n8n can save with every delivery. */
const MOST = 2_000;

/** Enough to tell so many apart. */
const SHORT = 12;

/** Deliveries by the beginning of their id, and when they were accepted. */
type Seen = Record<string, number>;

/** By trigger. n8n saves its copy only after each call: calls at once do not see each other there. */
const memory = new Map<string, Seen>();

const savedOf = (functions: IWebhookFunctions) =>
	functions.getWorkflowStaticData('node') as { seen?: Seen };

const allOf = (functions: IWebhookFunctions): Seen => ({
	...savedOf(functions).seen,
	...memory.get(ownerOf(functions)),
});

const short = (id: string) => id.slice(0, SHORT);

/** Whether this delivery was accepted lately. */
export function isRepeated(functions: IWebhookFunctions, id: string): boolean {
	const at = allOf(functions)[short(id)];
	return at !== undefined && Date.now() - at < REMEMBER_MS;
}

export function remember(functions: IWebhookFunctions, id: string): void {
	const all = { ...allOf(functions), [short(id)]: Date.now() };
	const recent = Object.entries(all)
		.filter(([, at]) => Date.now() - at < REMEMBER_MS)
		.sort(([, a], [, b]) => b - a)
		.slice(0, MOST);
	const seen: Seen = Object.fromEntries(recent);
	memory.set(ownerOf(functions), seen);
	savedOf(functions).seen = seen;
}
