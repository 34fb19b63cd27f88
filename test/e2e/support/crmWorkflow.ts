import { randomUUID } from 'node:crypto';
import type { FinishedRun } from '../../../playground/lib/finishedRun';
import { until } from '../../../playground/lib/poll';
import type { Account } from '../../emulator/types';
import { chained, TRIGGER, type NodeToCreate } from './nodes';
import { uniqueName, type Stage } from './stage';

/** An active workflow that starts on what happens in accounts, and does nothing else. */
export class CrmWorkflow {
	private constructor(
		private readonly stage: Stage,
		readonly id: string,
		/** Of the webhook. */
		readonly path: string,
	) {}

	static async activate(
		stage: Stage,
		trigger: (webhookId: string) => NodeToCreate,
	): Promise<CrmWorkflow> {
		const { api } = stage.n8n;
		const webhookId = randomUUID();
		const path = `${webhookId}/amocrm-events`;
		const { id } = await api.createWorkflow({
			name: uniqueName('CRM '),
			...chained([trigger(webhookId)]),
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

	/** What the youngest run began with, once there are so many. */
	async items(runs: number): Promise<Array<Record<string, unknown>>> {
		const all = await this.stage.n8n.api.waitForExecutions(this.id, runs);
		return (all.at(-1) as FinishedRun).json(TRIGGER);
	}

	async runs(): Promise<FinishedRun[]> {
		return await this.stage.n8n.api.allExecutions(this.id);
	}

	private async subscriptions(subdomain: string) {
		const hooks = await this.stage.emulator.entities(subdomain, 'webhooks');
		return hooks.filter(({ destination }) => String(destination).includes(this.path));
	}
}
