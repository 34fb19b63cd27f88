import { randomUUID } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import type { CreatedCredential } from '../../../tools/n8n/n8nClient';
import { byDomain, webhookTrigger, type NodeToCreate } from '../../../tools/n8n/nodes';
import { nodeType } from '../../../tools/system/manifest';

export const TRIGGER = 'Widget Trigger';
export const KEY = 'key-of-the-digital-pipeline';

/** Everybody may call. */
export const widgetTrigger = (
	webhookId: string,
	{ id, name }: CreatedCredential,
	parameters: IDataObject,
): NodeToCreate => ({
	name: TRIGGER,
	type: nodeType('amoCrmWidgetTrigger'),
	webhookId,
	parameters: {
		calls: ['frontEnd', 'salesbot', 'digitalPipeline'],
		digitalPipelineKey: KEY,
		...parameters,
	},
	credentials: { amoCrmIntegrationApi: { id, name } },
});

/** Lets the bot go on with what it asked. */
export const continueBot = ({ id, name }: CreatedCredential): NodeToCreate => ({
	name: 'Continue',
	type: nodeType('amoCrm'),
	parameters: {
		authentication: 'installedAccount',
		account: byDomain('={{ $json.account.domain }}'),
		resource: 'salesbot',
		operation: 'continue',
		returnUrl: '={{ $json.returnUrl }}',
		additionalFields: { data: '={{ { seen: $json.data.question } }}' },
	},
	credentials: { amoCrmIntegrationApi: { id, name } },
});

export const answer: NodeToCreate = {
	name: 'Answer',
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: {
		mode: 'raw',
		jsonOutput: '={{ { lead: $json.body.lead, user: $json.user.id } }}',
	},
};

export const respond: NodeToCreate = {
	name: 'Respond',
	type: 'n8n-nodes-base.respondToWebhook',
	typeVersion: 1.5,
	parameters: { options: { responseCode: 202 } },
};

/** That node works only behind a webhook of n8n's own, which may be deactivated. */
export const deactivated: NodeToCreate = { ...webhookTrigger(randomUUID()), disabled: true };
