import type { IConnections, IDataObject } from 'n8n-workflow';
import type { CreatedCredential, WorkflowToCreate } from './n8nClient';
import { nodeType } from '../system/manifest';

export type NodeToCreate = WorkflowToCreate['nodes'][number];

export const MANUAL = 'Manual Trigger';
export const TRIGGER = 'Trigger';
export const ONLY_INSTALLED = 'Only Installed';
export const CREATE_LEAD = 'Create Lead';

const integrationCredentials = ({ id, name }: CreatedCredential) => ({
	amoCrmIntegrationApi: { id, name },
});

export const byDomain = (value: string) => ({ __rl: true, mode: 'domain', value });
export const byId = (value: number) => ({ __rl: true, mode: 'id', value: String(value) });

export const manualTrigger: NodeToCreate = {
	name: MANUAL,
	type: 'n8n-nodes-base.manualTrigger',
	parameters: {},
};

/** Starts at each call of `/webhook/<path>`, and answers at once. */
export const webhookTrigger = (path: string): NodeToCreate => ({
	name: 'Webhook',
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2,
	webhookId: path,
	parameters: { path },
});

/** Starts on every event, unless told otherwise. */
export const installTrigger = (
	webhookId: string,
	credential: CreatedCredential,
	parameters: IDataObject = {},
): NodeToCreate => ({
	name: TRIGGER,
	type: nodeType('amoCrmInstallTrigger'),
	typeVersion: 1.1,
	webhookId,
	parameters: { events: ['installed', 'denied', 'uninstalled', 'failed'], ...parameters },
	credentials: integrationCredentials(credential),
});

/** Starts on what happens in the CRM, in the account of a long-lived token. */
export const crmTrigger = (
	webhookId: string,
	{ id, name }: CreatedCredential,
	parameters: IDataObject,
): NodeToCreate => ({
	name: TRIGGER,
	type: nodeType('amoCrmTrigger'),
	typeVersion: 1.1,
	webhookId,
	parameters: { authentication: 'token', ...parameters },
	credentials: { amoCrmTokenApi: { id, name } },
});

/** The same in every account that installed the integration. */
export const crmTriggerOfAll = (
	webhookId: string,
	credential: CreatedCredential,
	parameters: IDataObject,
): NodeToCreate => ({
	name: TRIGGER,
	type: nodeType('amoCrmTrigger'),
	typeVersion: 1.1,
	webhookId,
	parameters: { authentication: 'installedAccount', accounts: 'every', ...parameters },
	credentials: integrationCredentials(credential),
});

/** The same by asking for events, every minute: n8n polls no more often. */
export const pollingTrigger = (
	{ id, name }: CreatedCredential,
	parameters: IDataObject,
): NodeToCreate => ({
	name: TRIGGER,
	type: nodeType('amoCrmPollingTrigger'),
	parameters: {
		authentication: 'token',
		pollTimes: { item: [{ mode: 'everyMinute' }] },
		...parameters,
	},
	credentials: { amoCrmTokenApi: { id, name } },
});

/** Lets only items of the event `installed` through. */
export const onlyInstalled: NodeToCreate = {
	name: ONLY_INSTALLED,
	type: 'n8n-nodes-base.filter',
	typeVersion: 2,
	parameters: {
		conditions: {
			options: { caseSensitive: true, leftValue: '', typeValidation: 'strict' },
			combinator: 'and',
			conditions: [
				{
					leftValue: '={{ $json.event }}',
					rightValue: 'installed',
					operator: { type: 'string', operation: 'equals' },
				},
			],
		},
	},
};

const leadOf = (name: string): IDataObject => ({
	resource: 'lead',
	operation: 'create',
	fields: { mappingMode: 'defineBelow', value: { name } },
});

/**
 * Creates a lead in an account that installed the integration: the one that the item names, unless told otherwise.
 * @param account by its domain, or as a node names it
 */
export const createLead = (
	credential: CreatedCredential,
	account: string | ReturnType<typeof byId> = '={{ $json.account.domain }}',
): NodeToCreate => ({
	name: CREATE_LEAD,
	type: nodeType('amoCrm'),
	parameters: {
		authentication: 'installedAccount',
		account: typeof account === 'string' ? byDomain(account) : account,
		...leadOf('=Welcome, {{ $json.account?.name ?? "again" }}'),
	},
	credentials: integrationCredentials(credential),
});

/** Creates a lead in the account of the Connect button. */
export const createLeadByOAuth2 = ({ id, name }: CreatedCredential): NodeToCreate => ({
	name: CREATE_LEAD,
	type: nodeType('amoCrm'),
	parameters: { authentication: 'oAuth2', ...leadOf('By the Connect button') },
	credentials: { amoCrmOAuth2Api: { id, name } },
});

/** Creates a lead in the account of a long-lived token. */
export const createLeadByToken = ({ id, name }: CreatedCredential): NodeToCreate => ({
	name: CREATE_LEAD,
	type: nodeType('amoCrm'),
	parameters: { authentication: 'token', ...leadOf('By a long-lived token') },
	credentials: { amoCrmTokenApi: { id, name } },
});

/** Any operation in the account of a long-lived token. */
export const actionByToken = (
	resource: string,
	operation: string,
	{ id, name }: CreatedCredential,
	parameters: IDataObject,
): NodeToCreate => ({
	name: operation,
	type: nodeType('amoCrm'),
	parameters: { authentication: 'token', resource, operation, ...parameters },
	credentials: { amoCrmTokenApi: { id, name } },
});

/** An operation on the accounts of an integration. */
export const installedAccount = (
	credential: CreatedCredential,
	operation: string,
	parameters: IDataObject = {},
): NodeToCreate => ({
	name: operation,
	type: nodeType('amoCrm'),
	parameters: {
		authentication: 'installedAccount',
		resource: 'installedAccount',
		operation,
		...parameters,
	},
	credentials: integrationCredentials(credential),
});

/** What columns of a data table are to hold. */
export type Columns = Record<string, string | number>;

/** Changes rows of a data table, as everybody can who edits workflows in its project. */
export const editRows = (
	table: string,
	[column, value]: [column: string, value: string | number],
	changes: Columns,
): NodeToCreate => ({
	name: 'Edit Rows',
	type: 'n8n-nodes-base.dataTable',
	typeVersion: 1,
	parameters: {
		resource: 'row',
		operation: 'update',
		dataTableId: { __rl: true, mode: 'id', value: table },
		filters: { conditions: [{ keyName: column, condition: 'eq', keyValue: value }] },
		columns: { mappingMode: 'defineBelow', value: changes },
	},
});

/** Each node leads to the next one. */
export function chained(nodes: NodeToCreate[]): {
	nodes: NodeToCreate[];
	connections: IConnections;
} {
	const links = nodes
		.slice(1)
		.map((node, index) => [
			nodes[index].name,
			{ main: [[{ node: node.name, type: 'main', index: 0 }]] },
		]);
	return { nodes, connections: Object.fromEntries(links) as IConnections };
}
