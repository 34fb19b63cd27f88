import { sleep } from 'n8n-workflow';

/** While a process works in one go for longer, its requests do not leave in time and answers wait to be read. */
const LONGEST_GO_MS = 20;

/** Makes what long work calls between its steps: it lets everything else have its turn, as often as needed. */
export function breather(): () => Promise<void> {
	let since = Date.now();
	return async () => {
		if (Date.now() - since < LONGEST_GO_MS) return;
		await sleep(0);
		since = Date.now();
	};
}
