import { sleep } from 'n8n-workflow';

/** While a process works in one go for longer, its requests do not leave in time and answers wait to be read. */
const LONGEST_GO_MS = 8;

let since = Date.now();
let rest: Promise<void> | undefined;

/**
 * Long work calls it between its steps: everything else gets its turn as often as needed. All that work rest
 * together, for many short goes in a row make a long one.
 */
export async function yieldToOthers(): Promise<void> {
	if (Date.now() - since < LONGEST_GO_MS) return;
	rest ??= sleep(0).then(() => {
		since = Date.now();
		rest = undefined;
	});
	await rest;
}
