import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { mapValues } from 'lodash';
import type { CreatedCredential, N8nClient, WorkflowToCreate } from './n8nClient';
import { root } from '../system/paths';
import { nodeType } from '../system/manifest';

/** A file of `examples/`: what the editor's "Import from file" takes. */
export interface Example extends WorkflowToCreate {
	active?: boolean;
}

const folder = join(root, 'examples');

/** Names of the files, without their ending. */
export async function listExamples(): Promise<string[]> {
	const files = (await readdir(folder)).filter((file) => file.endsWith('.json'));
	return files.map((file) => basename(file, '.json')).sort();
}

export async function readExample(name: string): Promise<Example> {
	return JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8')) as Example;
}

/** Where the triggers listen, below the id of their webhook. */
const paths = {
	amoCrmInstallTrigger: 'amocrm',
	amoCrmTrigger: 'amocrm-events',
	amoCrmWidgetTrigger: 'amocrm-widget',
};

/** The webhook of the example's trigger of this type, if it has one. */
export function webhookPath({ nodes }: Example, trigger: keyof typeof paths): string | undefined {
	const node = nodes.find(({ type }) => type === nodeType(trigger));
	return node?.webhookId === undefined ? undefined : `${node.webhookId}/${paths[trigger]}`;
}

export const installPath = (example: Example) => webhookPath(example, 'amoCrmInstallTrigger');

/** The credentials that this n8n has for the nodes of an example, by type. */
export type Credentials = Record<string, CreatedCredential>;

/** An exported workflow names its credentials; their ids are this n8n's own. */
function withCredentials(example: Example, credentials: Credentials): WorkflowToCreate {
	const { name: title, connections, settings } = example;
	const nodes = example.nodes.map((node) => ({
		...node,
		credentials: mapValues(node.credentials, (asked, type) => credentials[type] ?? asked),
	}));
	return { name: title, connections, settings, nodes };
}

/** The id of the workflow in n8n; one that is there already is left as its user has it. */
export async function importExample(
	api: N8nClient,
	example: Example,
	credentials: Credentials,
): Promise<string> {
	const existing = (await api.listWorkflows()).find(({ name }) => name === example.name);
	if (existing !== undefined) return existing.id;
	const { id } = await api.createWorkflow(withCredentials(example, credentials));
	if (example.active) await api.activate(id);
	return id;
}
