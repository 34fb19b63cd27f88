import type {
	IDataObject,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

/** Where it notes calls down; nothing: it notes none. */
export interface NotingPlace {
	/** Address of n8n's public API for the rows of a table. */
	rowsUrl: string;
	apiKey: string;
}

/**
 * The least that a community node can do for an install call, or a hook of chats: it puts the call into a data table, by
 * n8n's API, for a community node has no other way there, answers, and starts the workflow. It checks and connects nobody.
 */
export class SmallestTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Smallest Trigger',
		name: 'smallestTrigger',
		group: ['trigger'],
		version: 1,
		description: 'Starts at a call',
		defaults: { name: 'Smallest Trigger' },
		inputs: [],
		outputs: ['main'],
		webhooks: [
			{ name: 'default', httpMethod: 'GET', responseMode: 'onReceived', path: 'smallest' },
			// An address as the hooks of chats have it: n8n keeps such by its path alone, so each has one of its own.
			{
				name: 'setup',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				path: '={{$parameter["hooksPath"]}}/:scope_id',
				// Else n8n counts its own part of the address among the parts, and finds nobody there.
				isFullPath: true,
			},
		],
		properties: [
			{ displayName: 'Place', name: 'place', type: 'json', default: '' },
			{ displayName: 'Hooks Path', name: 'hooksPath', type: 'string', default: '' },
		],
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const call = (
			this.getWebhookName() === 'setup' ? this.getBodyData() : this.getQueryData()
		) as IDataObject;
		const place = this.getNodeParameter('place', '') as string;
		if (place !== '') {
			const { rowsUrl, apiKey } = JSON.parse(place) as NotingPlace;
			await this.helpers.httpRequest({
				method: 'POST',
				url: rowsUrl,
				headers: { 'X-N8N-API-KEY': apiKey },
				body: { data: [{ call: JSON.stringify(call) }], returnType: 'id' },
				json: true,
			});
		}
		const response = this.getResponseObject();
		response.writeHead(200);
		response.end('OK');
		return { noWebhookResponse: true, workflowData: [[{ json: call }]] };
	}
}
