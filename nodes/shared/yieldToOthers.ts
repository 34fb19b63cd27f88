import { sleep } from 'n8n-workflow';

/** If a process works longer without a pause, its requests are sent late and answers are read late. */
const LONGEST_BLOCK_MS = 8;

let since = Date.now();
let rest: Promise<void> | undefined;

/**
 * Long work calls it between its steps, so that everything else gets its turn. All callers pause together: many short
 * pieces of work in a row make a long one.
 */
export async function yieldToOthers(): Promise<void> {
	if (Date.now() - since < LONGEST_BLOCK_MS) return;
	rest ??= sleep(0).then(() => {
		since = Date.now();
		rest = undefined;
	});
	await rest;
}
