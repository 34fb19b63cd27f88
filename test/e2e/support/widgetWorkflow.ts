import { randomUUID } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import type { CreatedCredential } from '../../../tools/n8n/n8nClient';
import { chained, type NodeToCreate } from '../../../tools/n8n/nodes';
import { uniqueName, type Stage } from './stage';
import { widgetTrigger } from './widgetNodes';

interface WidgetWorkflow {
	parameters?: IDataObject;
	/** After the trigger, one after another. */
	nodes?: NodeToCreate[];
	/** Not connected with them. */
	beside?: ReturnType<typeof chained>;
}

/** Activates a workflow that starts on calls of a widget; gives its id and the address of the calls. */
export async function activateWidget(
	stage: Stage,
	credential: CreatedCredential,
	{ parameters = {}, nodes = [], beside = { nodes: [], connections: {} } }: WidgetWorkflow = {},
): Promise<{ id: string; url: string }> {
	const { api } = stage.n8n;
	const webhookId = randomUUID();
	const chain = chained([widgetTrigger(webhookId, credential, parameters), ...nodes]);
	const { id } = await api.createWorkflow({
		name: uniqueName('Widget '),
		nodes: [...chain.nodes, ...beside.nodes],
		connections: { ...chain.connections, ...beside.connections },
	});
	await api.activate(id);
	const path = `${webhookId}/amocrm-widget`;
	await api.waitForWebhook(path, 'POST', 'GET');
	return { id, url: api.webhookUrl(path) };
}
