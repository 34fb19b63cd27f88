import type { INodeProperties } from 'n8n-workflow';

export const properties: INodeProperties[] = [
	{
		displayName:
			'Give the Production URL above to your widget: as the address of <code>$authorizedAjax</code> in its front end, and of <code>widget_request</code> in its Salesbot blocks. Into the Digital Pipeline (API: Send Webhook) paste it with <code>?key=</code> and the key at its end. The address needs HTTPS.',
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
		description: 'Who may start the workflow. Others are answered with 404.',
		options: [
			{
				name: 'Digital Pipeline',
				value: 'digitalPipeline',
				description:
					'The trigger "API: send webhook" of a stage. amoCRM does not sign it: a key in the address proves where it comes from.',
			},
			{
				name: 'Front End',
				value: 'frontEnd',
				description:
					'A page of the account, by $authorizedAjax of your widget. The token that amoCRM adds says which account and user it is.',
			},
			{
				name: 'Salesbot',
				value: 'salesbot',
				description:
					'A bot that asks by widget_request, and waits until Salesbot > Continue lets it go on. It is answered at once.',
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
			'A long random text of your own, letters and digits. Whoever knows it can start the workflow. It stands in the address as ?key=…, and &account=example.amocrm.ru behind it names the account where amoCRM does not.',
	},
	{
		displayName: 'Respond to Front End',
		name: 'responseMode',
		type: 'options',
		default: 'onReceived',
		description: 'When the page of the account gets its answer, and from where',
		options: [
			{
				name: 'Immediately',
				value: 'onReceived',
				description: 'As soon as the call has been checked',
			},
			{
				name: 'When Last Node Finishes',
				value: 'lastNode',
				description: 'With the first item of the node that ran last',
			},
			{
				name: "Using 'Respond to Webhook' Node",
				value: 'responseNode',
				description:
					"By n8n's own node. It wants a Webhook node before it: connect one to it and deactivate that one.",
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
		description: 'What the page of the account gets',
	},
];
