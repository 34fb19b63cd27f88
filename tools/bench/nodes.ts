import type { IDataObject } from 'n8n-workflow';
import type { NodeToCreate } from '../n8n/nodes';
import type { Integration } from '../../emulator/types';
import type { CreatedCredential } from '../n8n/n8nClient';
import { SMALLEST_TRIGGER } from './extensions';
import { ENTITIES_A_REQUEST } from './pace';
import type { NotingPlace } from './smallestTrigger';
import { nodeType } from '../system/manifest';

/** Values of the form of a card: the columns, each from the item's field of that name. */
const fromItem = (...names: string[]) =>
	Object.fromEntries(names.map((name) => [name, `={{ $json.${name} }}`]));

const defineBelow = (value: IDataObject, rest: IDataObject = {}) => ({
	fields: { mappingMode: 'defineBelow', value, ...rest },
});

/** The action node with a long-lived token, and nothing else than what the operation needs. */
export const amoCrm = (credential: CreatedCredential, parameters: IDataObject): NodeToCreate => ({
	name: 'amoCRM',
	type: nodeType('amoCrm'),
	parameters: { authentication: 'token', ...parameters },
	credentials: { amoCrmTokenApi: credential },
});

export const createLeads: IDataObject = {
	resource: 'lead',
	operation: 'create',
	...defineBelow(fromItem('name', 'price')),
};

/** Each lead gets what the item has, by name. */
export const createLeadsAsTheyCome: IDataObject = {
	resource: 'lead',
	operation: 'create',
	fields: { mappingMode: 'autoMapInputData', value: null },
};

export const updateLeads: IDataObject = {
	resource: 'lead',
	operation: 'update',
	lead: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
	...defineBelow(fromItem('name', 'price')),
};

export const upsertContacts = (emailColumn: string): IDataObject => ({
	resource: 'contact',
	operation: 'upsert',
	...defineBelow(
		{ ...fromItem('name'), [emailColumn]: '={{ $json.email }}' },
		{ matchingColumns: [emailColumn] },
	),
});

/** @param limit all of them, if left out */
export const readLeads = (limit?: number): IDataObject => ({
	resource: 'lead',
	operation: 'getAll',
	...(limit === undefined ? { returnAll: true } : { returnAll: false, limit }),
});

const emptyOptions = { options: {} };

/** n8n takes amoCRM's `application/hal+json` for text. */
const asJson = { response: { response: { responseFormat: 'json' } } };

const NUMBERS = ['price', 'id'];

/** A node of n8n's own that evaluates as many expressions for each item, and sends nothing. */
export const editFields = (...names: string[]): NodeToCreate => ({
	name: 'Edit Fields',
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: {
		assignments: {
			assignments: Object.entries(fromItem(...names)).map(([name, value]) => ({
				id: name,
				name,
				value,
				type: NUMBERS.includes(name) ? 'number' : 'string',
			})),
		},
		...emptyOptions,
	},
});

const httpRequestNode = (
	name: string,
	parameters: NodeToCreate['parameters'],
	rest: Partial<NodeToCreate> = {},
): NodeToCreate => ({
	name,
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters,
	...rest,
});

/** An HTTP Request that signs with a long-lived token. */
const signedRequest = (
	credential: CreatedCredential,
	parameters: NodeToCreate['parameters'],
): NodeToCreate =>
	httpRequestNode(
		'HTTP Request',
		{
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'amoCrmTokenApi',
			...parameters,
		},
		{ credentials: { amoCrmTokenApi: credential } },
	);

/** n8n's own node making the call that `createLeads` makes for one item. */
export const httpRequest = (credential: CreatedCredential, domain: string): NodeToCreate =>
	signedRequest(credential, {
		method: 'POST',
		url: `https://${domain}/api/v4/leads`,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: '={{ [{ name: $json.name, price: $json.price }] }}',
		...emptyOptions,
	});

/** n8n's own node reading what `readLeads` reads: one page after another, an item for each. */
export const pagesByHttpRequest = (credential: CreatedCredential, domain: string): NodeToCreate =>
	signedRequest(credential, {
		url: `https://${domain}/api/v4/leads?limit=${ENTITIES_A_REQUEST}`,
		options: {
			...asJson,
			pagination: {
				pagination: {
					paginationMode: 'responseContainsNextURL',
					nextURL: '={{ $response.body._links.next.href }}',
					paginationCompleteWhen: 'other',
					completeExpression: '={{ !$response.body._links.next }}',
				},
			},
		},
	});

/** Columns of a table for the nodes below. */
export const COLUMNS_OF_INSTALLS = ['call', 'tokens', 'name'];

const newRow = (
	name: string,
	tableId: string,
	[column, value]: [string, string],
): NodeToCreate => ({
	name,
	type: 'n8n-nodes-base.dataTable',
	typeVersion: 1.1,
	parameters: {
		resource: 'row',
		operation: 'insert',
		dataTableId: { __rl: true, mode: 'id', value: tableId },
		columns: {
			mappingMode: 'defineBelow',
			value: { [column]: value },
			schema: [{ id: column, displayName: column, type: 'string' }],
		},
		...emptyOptions,
	},
});

/** Puts what the webhook was called with into a table. */
export const noteCall = (tableId: string): NodeToCreate =>
	newRow('Note the call', tableId, ['call', '={{ JSON.stringify($json.query) }}']);

const EXCHANGE = 'Exchange the code';

const parameterOfCall = (name: string) => `{{ $('Webhook').first().json.query.${name} }}`;

const expression = (value: unknown) => `=${JSON.stringify(value)}`;

/** Connects the account whose install the webhook was called with. */
export const connectAccount = (
	tableId: string,
	{ id, secret, redirectUri }: Pick<Integration, 'id' | 'secret' | 'redirectUri'>,
): NodeToCreate[] => [
	httpRequestNode(EXCHANGE, {
		method: 'POST',
		url: `=https://${parameterOfCall('referer')}/oauth2/access_token`,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: expression({
			client_id: id,
			client_secret: secret,
			grant_type: 'authorization_code',
			code: parameterOfCall('code'),
			redirect_uri: redirectUri,
		}),
		...emptyOptions,
	}),
	newRow('Keep the tokens', tableId, ['tokens', '={{ JSON.stringify($json) }}']),
	httpRequestNode('Read the account', {
		url: `=https://${parameterOfCall('referer')}/api/v4/account`,
		sendHeaders: true,
		specifyHeaders: 'keypair',
		headerParameters: {
			parameters: [
				{
					name: 'Authorization',
					value: `=Bearer {{ $('${EXCHANGE}').first().json.access_token }}`,
				},
			],
		},
		options: asJson,
	}),
	newRow('Keep the name', tableId, ['name', '={{ $json.name }}']),
];

/** Where the bench's own node takes hooks, below its id. */
export const hooksPath = (webhookId: string): string => `hooks-${webhookId}`;

/** The bench's own node. */
export const smallestTrigger = (webhookId: string, place?: NotingPlace): NodeToCreate => ({
	name: 'Smallest Trigger',
	type: SMALLEST_TRIGGER,
	typeVersion: 1,
	webhookId,
	parameters: { place: place ? JSON.stringify(place) : '', hooksPath: hooksPath(webhookId) },
});

/** Answers the webhook that started the workflow. */
export const respond: NodeToCreate = {
	name: 'Respond to Webhook',
	type: 'n8n-nodes-base.respondToWebhook',
	typeVersion: 1.1,
	parameters: { respondWith: 'text', responseBody: 'OK', ...emptyOptions },
};

/** Looks at the clock, once for all items. */
export const clock = (name: string, value: string): NodeToCreate => ({
	name,
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	executeOnce: true,
	parameters: { mode: 'raw', jsonOutput: `={{ ${value} }}`, ...emptyOptions },
});

export const splitOut: NodeToCreate = {
	name: 'Split Out',
	type: 'n8n-nodes-base.splitOut',
	typeVersion: 1,
	parameters: { fieldToSplitOut: 'body.items', ...emptyOptions },
};

/** Starts at each POST to `/webhook/<path>`, and answers with what the last node gives. */
export const answeringWebhook = (path: string, responseData: string): NodeToCreate => ({
	name: 'Webhook',
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2,
	webhookId: path,
	parameters: { path, httpMethod: 'POST', responseMode: 'lastNode', responseData, ...emptyOptions },
});
