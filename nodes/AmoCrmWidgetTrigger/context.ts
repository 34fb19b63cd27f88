import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import type { Integration } from '../shared/registry/integration';
import type { InstalledAccounts } from '../shared/registry/installedAccounts';
import { splitList } from '../shared/fields/values';
import type { IncomingCall, CallKind, CallOf } from './calls';
import type { Receiver } from './token';

/** What the node needs for a call. */
export interface TriggerContext extends Receiver {
	accounts: InstalledAccounts;
	/** Who may call. */
	calls: CallKind[];
	/** Empty: hooks of the Digital Pipeline are refused. */
	digitalPipelineKey: string;
	receivedAt: Date;
	/** The call is genuine: a server waits no longer than 2 seconds. */
	answerServer(): void;
}

/** Returns the items that start the workflow. @throws AmoCrmProblem where the call is refused */
export type Handler<Kind extends CallKind> = (
	call: CallOf<Kind>,
	context: TriggerContext,
	incoming: IncomingCall,
) => Promise<IDataObject[]>;

export function openContext(
	functions: IWebhookFunctions,
	{ keys, secrets, extraDomains, accounts, redirectUri }: Integration,
	answerServer: () => void,
): TriggerContext {
	return {
		keys,
		secrets,
		extraDomains,
		accounts,
		redirectUri: redirectUri || (functions.getNodeWebhookUrl('default') ?? ''),
		calls: splitList(functions.getNodeParameter('calls', []) ?? []) as CallKind[],
		digitalPipelineKey: functions.getNodeParameter('digitalPipelineKey', '') as string,
		receivedAt: new Date(),
		answerServer,
	};
}
