import { HookContext } from 'n8n-core';
import type { IDataObject, IWebhookData } from 'n8n-workflow';
import nock from 'nock';

import { callWebhook, integrationCredential, type Account, type N8nApi } from '../support';
import { pass, settled } from '../support/clock';
import { count } from '../support/traffic';
import { loadTrigger, type TriggerNode } from '../support/workflow';
import { nodeType } from '../../../tools/system/manifest';

interface Hook {
	destination: string;
	settings: string[];
	disabled: boolean;
}

/** The webhooks of an account, as amoCRM keeps them. */
export class AmoHooks {
	hooks: Hook[] = [];
	/** Codes that the account does not know. */
	refused: string[] = [];
	/** The account has another address by now. */
	isRenamed = false;
	/** What was asked, without reads. */
	readonly writes: string[] = [];

	constructor(readonly account: Account) {
		const scope = nock(account.url).persist();
		const path = '/api/v4/webhooks';
		scope
			.get('/api/v4/account')
			.optionally()
			.reply(200, { ...account.card, current_user_id: 9 });
		scope
			.get(path)
			.optionally()
			.reply(() =>
				this.isRenamed ? [401, { status: 401 }] : [200, { _embedded: { webhooks: this.hooks } }],
			);
		scope
			.post(path)
			.optionally()
			.reply((_uri, body) => this.post(body as unknown as Hook));
		scope
			.delete(path)
			.optionally()
			.reply((_uri, body) => this.delete(body as unknown as Hook));
	}

	/** The one subscription. */
	get hook(): Hook {
		expect(this.hooks).toHaveLength(1);
		return this.hooks[0];
	}

	private post({ destination, settings }: Hook): [number, IDataObject] {
		this.writes.push(`POST ${settings.join(' ')}`);
		if (settings.some((code) => this.refused.includes(code))) return [400, { status: 400 }];
		const known = this.hooks.find((hook) => hook.destination === destination);
		// A POST does not switch a webhook on again.
		if (known) known.settings = settings;
		else this.hooks.push({ destination, settings, disabled: false });
		return [201, { destination, settings }];
	}

	private delete({ destination }: Hook): [number, string] {
		this.writes.push('DELETE');
		this.hooks = this.hooks.filter((hook) => hook.destination !== destination);
		return [204, ''];
	}
}

/** How often the trigger looks at a subscription. */
export const CHECK_MS = 5 * 60 * 1000;

/** How often it looks for accounts, with a moment for what follows. */
export const LOOK_MS = 25_000;

export const TYPE = nodeType('amoCrmTrigger');

/** The trigger of one account, by its token. */
export const single = (account: Account, parameters: IDataObject = {}) => ({
	type: TYPE,
	parameters: { authentication: 'token', ...parameters } as never,
	credentials: account.credentials,
});

/** The trigger of accounts that installed the integration. */
export const ofInstalled = (
	api: N8nApi,
	parameters: IDataObject = {},
	credential: Record<string, string> = {},
) => ({
	type: TYPE,
	parameters: { authentication: 'installedAccount', accounts: 'every', ...parameters } as never,
	credentials: integrationCredential(api, credential),
});

/** A change of a lead, as amoCRM sends it. */
export const form = (account: Account, fields: Record<string, string | number>) =>
	new URLSearchParams(
		Object.entries({
			'account[id]': account.id,
			'account[subdomain]': account.subdomain,
			'account[_links][self]': account.url,
			...fields,
		}).map(([key, value]) => [key, String(value)]),
	).toString();

/** amoCRM calls the address. */
export async function deliver(
	trigger: Omit<Parameters<typeof callWebhook>[0], 'rawBody'>,
	destination: string,
	rawBody: string,
) {
	const call = callWebhook({
		...trigger,
		method: 'POST',
		query: new URL(destination).search.slice(1),
		rawBody,
		headers: { 'content-type': 'application/x-www-form-urlencoded' },
	});
	// Before any of the trigger's deadlines.
	await pass(500);
	return await settled(call);
}

/** Somebody clicks "Listen for test event". */
export async function listen(trigger: TriggerNode) {
	const { workflow, node, nodeType, additionalData } = await loadTrigger(trigger, 'manual');
	const webhookDescription = nodeType.description.webhooks?.[0];
	if (!webhookDescription) throw new Error('The trigger has no webhook.');
	const webhook: IWebhookData = {
		httpMethod: 'POST',
		node: node.name,
		path: '',
		webhookDescription,
		workflowId: workflow.id,
		workflowExecuteAdditionalData: additionalData,
		isTest: true,
	};
	const context = new HookContext(workflow, node, additionalData, 'manual', 'manual', webhook);
	count(context.helpers);
	const hooks = nodeType.webhookMethods?.default;
	await hooks?.create.call(context);
	return { stop: async () => await hooks?.delete.call(context) };
}
