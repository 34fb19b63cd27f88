import type { ITriggerResponse } from 'n8n-workflow';

/**
 * Repeats the round as long as the workflow is active.
 * @param round deals with its own errors, and pauses by itself
 */
export function whileActive(round: () => Promise<void>): ITriggerResponse {
	let isActive = true;
	const repeat = async () => {
		while (isActive) await round();
	};
	void repeat();
	return {
		async closeFunction() {
			isActive = false;
		},
	};
}
