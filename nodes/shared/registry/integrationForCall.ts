import type { IWebhookFunctions } from 'n8n-workflow';

import { cached } from '../cached';
import { openIntegration, type IntegrationFunctions, type Integration } from './integration';

/**
 * n8n sets up an engine for expressions each time that a credential is read for a webhook, and amoCRM waits for its
 * answer meanwhile.
 */
const credentials = cached<object>({ ms: 5_000, refreshMs: 2_000 });

/**
 * Opens the integration for a call to a trigger. Calls within seconds of each other share the credential as one of
 * them read it.
 * @throws AmoCrmProblem `missingCredential`, `badInput`
 */
export async function openIntegrationForCall(functions: IWebhookFunctions): Promise<Integration> {
	const { id: nodeId, credentials: chosen } = functions.getNode();
	const shared: IntegrationFunctions = {
		getCredentials: async (type) =>
			await credentials.read(
				[functions.getWorkflow().id, nodeId, type, chosen?.[type]?.id].join('|'),
				async () => await functions.getCredentials(type),
			),
		getInstanceBaseUrl: () => functions.getInstanceBaseUrl(),
		helpers: functions.helpers,
		logger: functions.logger,
	};
	return await openIntegration(shared);
}
