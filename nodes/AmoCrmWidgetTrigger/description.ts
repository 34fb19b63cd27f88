import type { INodeProperties } from 'n8n-workflow';

export const properties: INodeProperties[] = [
	{
		displayName:
			'Give the Production URL above to your widget: as the address for <code>$authorizedAjax</code> in its front end and for <code>widget_request</code> in its Salesbot blocks. For the Digital Pipeline (API: Send Webhook) append <code>?key=</code> and the key. The address must use HTTPS.',
		name: 'setupNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Calls',
		name: 'calls',
		type: 'multiOptions',
		required: true,
		default: ['frontEnd', 'salesbot'],
		description: 'Who may start the workflow; other calls are answered with 404',
		options: [
			{
				name: 'Digital Pipeline',
				value: 'digitalPipeline',
				description:
					'The trigger "API: send webhook" of a stage, or the step of your widget. amoCRM does not sign these calls: a key in the address shows that they are yours.',
			},
			{
				name: 'Front End',
				value: 'frontEnd',
				description:
					'A page of the account, by $authorizedAjax of your widget. amoCRM adds a token that names the account and the user.',
			},
			{
				name: 'Salesbot',
				value: 'salesbot',
				description:
					'A bot, by widget_request. It is answered at once, and waits until the operation Salesbot > Continue lets it go on.',
			},
		],
	},
	{
		displayName: 'Digital Pipeline Key',
		name: 'digitalPipelineKey',
		type: 'string',
		typeOptions: { password: true },
		required: true,
		default: '',
		displayOptions: { show: { calls: ['digitalPipeline'] } },
		description:
			'A long random text of letters and digits that you make up. Whoever knows it can start the workflow. Append it to the address as ?key=…; add &account=example.amocrm.ru to name the account, which amoCRM may leave out.',
	},
	{
		displayName: 'Respond to Front End',
		name: 'responseMode',
		type: 'options',
		default: 'onReceived',
		description: 'When the page of the account is answered, and with what',
		options: [
			{
				name: 'Immediately',
				value: 'onReceived',
				description: 'As soon as the call has been checked',
			},
			{
				name: 'When Last Node Finishes',
				value: 'lastNode',
				description:
					'With the first item of the node that ran last. A widget that Make Archive made shows its text, link, table and error.',
			},
			{
				name: "Using 'Respond to Webhook' Node",
				value: 'responseNode',
				description:
					"With n8n's own node. It requires a Webhook node before it: connect a deactivated one to it.",
			},
		],
		displayOptions: { show: { calls: ['frontEnd'] } },
	},
	{
		displayName: 'Response (JSON)',
		name: 'responseBody',
		type: 'json',
		default: '{ "received": true }',
		displayOptions: { show: { calls: ['frontEnd'], responseMode: ['onReceived'] } },
		description:
			'What the page of the account receives. A widget that Make Archive made shows its text, link, table and error.',
	},
];
