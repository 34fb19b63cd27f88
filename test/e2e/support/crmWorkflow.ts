import { randomUUID } from 'node:crypto';
import { until } from '../../../tools/system/poll';
import { describeTokenCredential } from '../../../tools/n8n/tokenCredential';
import type { Account } from '../../../emulator/types';
import { chained, crmTrigger, type NodeToCreate } from '../../../tools/n8n/nodes';
import { uniqueName, type Stage } from './stage';
import { StartedWorkflow } from './startedWorkflow';

/** One that amoCRM starts by calls to its webhook. */
export class CrmWorkflow extends StartedWorkflow {
	private constructor(
		stage: Stage,
		id: string,
		/** Of the webhook. */
		readonly path: string,
	) {
		super(stage, id);
	}

	static async activate(
		stage: Stage,
		trigger: (webhookId: string) => NodeToCreate,
		after: NodeToCreate[] = [],
	): Promise<CrmWorkflow> {
		const { api } = stage.n8n;
		const webhookId = randomUUID();
		const path = `${webhookId}/amocrm-events`;
		const { id } = await api.createWorkflow({
			name: uniqueName('CRM '),
			...chained([trigger(webhookId), ...after]),
		});
		await api.activate(id);
		await api.waitForWebhook(path);
		return new CrmWorkflow(stage, id, path);
	}

	/** The one subscription that leads here. */
	async subscription({ subdomain }: Account): Promise<Record<string, unknown>> {
		return await until(`one enabled subscription of ${subdomain}`, async () => {
			const hooks = await this.subscriptions(subdomain);
			return hooks.length === 1 && hooks[0].disabled === false ? hooks[0] : undefined;
		});
	}

	async unsubscribed({ subdomain }: Account): Promise<void> {
		await until(`no subscription of ${subdomain}`, async () =>
			(await this.subscriptions(subdomain)).length === 0 ? true : undefined,
		);
	}

	/** Sends the last delivery of the account once more, as amoCRM does where it got no answer in time. */
	async sendAgain(account: Account): Promise<URLSearchParams> {
		const last = (await this.stage.emulator.log({ kind: 'hook' })).findLast(
			// The log cuts long bodies.
			({ accountId, body }) => accountId === account.id && body.length < 10_000,
		);
		if (!last) throw new Error('Nothing was delivered.');
		const { destination } = await this.subscription(account);
		await fetch(String(destination), { method: 'POST', body: last.body, headers: last.headers });
		return new URLSearchParams(last.body);
	}

	private async subscriptions(subdomain: string) {
		const hooks = await this.stage.emulator.entities(subdomain, 'webhooks');
		return hooks.filter(({ destination }) => String(destination).includes(this.path));
	}
}

/** A workflow that starts on what happens in an account of its own. */
export async function watchAccount(stage: Stage, events: string[]) {
	const account = await stage.newAccount();
	const token = await describeTokenCredential(stage.emulator, account, uniqueName('Token '));
	const credential = await stage.n8n.api.createCredential(token);
	const workflow = await CrmWorkflow.activate(stage, (webhookId) =>
		crmTrigger(webhookId, credential, { events }),
	);
	const { destination } = await workflow.subscription(account);
	return { account, workflow, destination: String(destination) };
}
