import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CreatedCredential, N8nClient, WorkflowToCreate } from './n8nClient';
import { root } from './paths';

/** A file of `examples/`: what the editor's "Import from file" takes. */
export interface Example extends WorkflowToCreate {
	active?: boolean;
}

const installTrigger = 'n8n-nodes-amocrm.amoCrmInstallTrigger';

export async function readExamples(): Promise<Example[]> {
	const folder = join(root, 'examples');
	const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
	return await Promise.all(
		files.map(async (file) => JSON.parse(await readFile(join(folder, file), 'utf8')) as Example),
	);
}

/** The webhook of the example's install trigger, if it has one. */
export function installPath(example: Example): string | undefined {
	const trigger = example.nodes.find(({ type }) => type === installTrigger);
	return trigger?.webhookId === undefined ? undefined : `${trigger.webhookId}/amocrm`;
}

/** An exported workflow names its credentials; their ids are this n8n's own. */
function withCredential(example: Example, { id, name }: CreatedCredential): WorkflowToCreate {
	const { name: title, connections, settings } = example;
	const nodes = example.nodes.map((node) =>
		node.credentials?.amoCrmIntegrationApi === undefined
			? node
			: { ...node, credentials: { ...node.credentials, amoCrmIntegrationApi: { id, name } } },
	);
	return { name: title, connections, settings, nodes };
}

/** The id of the workflow in n8n; one that is there already is left as its user has it. */
export async function importExample(
	api: N8nClient,
	example: Example,
	credential: CreatedCredential,
): Promise<string> {
	const existing = (await api.listWorkflows()).find(({ name }) => name === example.name);
	if (existing !== undefined) return existing.id;
	const { id } = await api.createWorkflow(withCredential(example, credential));
	if (example.active) await api.activate(id);
	return id;
}
