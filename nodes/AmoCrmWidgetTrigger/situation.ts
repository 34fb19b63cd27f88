import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { AmoCrmProblem } from '../shared/problem';
import { openIntegration } from '../shared/registry/integration';
import type { InstalledAccounts } from '../shared/registry/installedAccounts';
import type { CallKind } from './calls';
import type { Receiver } from './token';

/** What the node was given for its work. */
export interface Situation extends Receiver {
	accounts: InstalledAccounts;
	/** Who may call. */
	calls: CallKind[];
	/** Empty: no hook of the Digital Pipeline is believed. */
	digitalPipelineKey: string;
	receivedAt: Date;
	/** The call is genuine: a server waits no longer than 2 seconds. */
	answerServer(): void;
}

export async function openSituation(
	functions: IWebhookFunctions | IHookFunctions,
	answerServer = () => {},
): Promise<Situation> {
	const { keys, extraDomains, accounts, redirectUri } = await openIntegration(functions);
	return {
		keys,
		extraDomains,
		accounts,
		redirectUri: redirectUri || (functions.getNodeWebhookUrl('default') ?? ''),
		calls: functions.getNodeParameter('calls', []) as CallKind[],
		digitalPipelineKey: functions.getNodeParameter('digitalPipelineKey', '') as string,
		receivedAt: new Date(),
		answerServer,
	};
}

/** What would refuse every call is said when the workflow is activated. @throws AmoCrmProblem `validation` */
export function checkSettings({ calls, digitalPipelineKey }: Situation): void {
	if (!calls.includes('digitalPipeline') || digitalPipelineKey !== '') return;
	throw new AmoCrmProblem('validation', 'There is no Digital Pipeline Key.', {
		hint: 'amoCRM does not sign its hooks: enter a long random text, and put it into the address as ?key=….',
	});
}
