import type { IWebhookFunctions } from 'n8n-workflow';

import { settle } from '../settle';
import { openIntegration, type Functions, type Integration } from './integration';

/** A credential that was read so long ago is read again; the call at hand does not wait for that. */
const REPEAT_MS = 2_000;

/** A change to the credential is noticed so much later at the most. */
const SHARED_MS = 5_000;

interface Reading {
	at: number;
	credential: Promise<object>;
	/** Under way: what it reads takes the place of this. */
	repetition?: Promise<void>;
}

const readings = new Map<string, Reading>();

/**
 * n8n sets up an engine for expressions each time that a credential is read for a webhook, and amoCRM waits for its
 * answer meanwhile.
 */
async function readCredential(functions: IWebhookFunctions, type: string): Promise<object> {
	const { id, credentials } = functions.getNode();
	const key = [functions.getWorkflow().id, id, type, credentials?.[type]?.id].join('|');
	const read = (): Reading => ({ at: Date.now(), credential: functions.getCredentials(type) });
	const repeat = async () => {
		const reading = read();
		const { ok } = await settle(reading.credential);
		// The next call reads by itself, and says what went wrong.
		if (ok) readings.set(key, reading);
		else readings.delete(key);
	};

	const earlier = readings.get(key);
	if (earlier && Date.now() - earlier.at < SHARED_MS) {
		if (Date.now() - earlier.at >= REPEAT_MS) earlier.repetition ??= repeat();
		return await earlier.credential;
	}
	const reading = read();
	readings.set(key, reading);
	reading.credential.catch(() => readings.delete(key));
	return await reading.credential;
}

/**
 * Opens the integration for a call to a trigger. Calls within seconds of each other share the credential as one of
 * them read it.
 * @throws AmoCrmProblem `missingCredential`, `badInput`
 */
export async function openIntegrationForCall(functions: IWebhookFunctions): Promise<Integration> {
	const shared: Functions = {
		getCredentials: async (type) => await readCredential(functions, type),
		getInstanceBaseUrl: () => functions.getInstanceBaseUrl(),
		helpers: functions.helpers,
		logger: functions.logger,
	};
	return await openIntegration(shared);
}
