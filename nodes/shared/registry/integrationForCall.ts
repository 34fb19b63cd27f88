import type { IWebhookFunctions } from 'n8n-workflow';

import { openIntegration, type Functions, type Integration } from './integration';

/** A change to the credential is noticed so much later at the most. */
const SHARED_MS = 1_000;

interface Reading {
	at: number;
	credential: Promise<object>;
}

const readings = new Map<string, Reading>();

/** n8n sets up an engine for expressions each time that a credential is read for a webhook. */
async function readCredential(functions: IWebhookFunctions, type: string): Promise<object> {
	const { id, credentials } = functions.getNode();
	const key = [functions.getWorkflow().id, id, type, credentials?.[type]?.id].join('|');
	const earlier = readings.get(key);
	if (earlier && Date.now() - earlier.at < SHARED_MS) return await earlier.credential;
	const credential = functions.getCredentials(type);
	readings.set(key, { at: Date.now(), credential });
	credential.catch(() => readings.delete(key));
	return await credential;
}

/**
 * Opens the integration for a call to a trigger. Calls within a second of each other share the credential as the first
 * of them read it.
 * @throws AmoCrmProblem `missingCredential`, `badInput`
 */
export async function openIntegrationForCall(functions: IWebhookFunctions): Promise<Integration> {
	const shared: Functions = {
		getCredentials: async (type) => await readCredential(functions, type),
		getInstanceBaseUrl: () => functions.getInstanceBaseUrl(),
		helpers: functions.helpers,
	};
	return await openIntegration(shared);
}
