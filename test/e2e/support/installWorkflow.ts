import { randomUUID } from 'node:crypto';
import type { IDataObject, IWorkflowSettings } from 'n8n-workflow';
import type { FinishedRun } from '../../../tools/n8n/finishedRun';
import type { CreatedCredential } from '../../../tools/n8n/n8nClient';
import { until } from '../../../tools/system/poll';
import type { Account, Integration, IntegrationSettings } from '../../../emulator/types';
import {
	chained,
	createLead,
	installTrigger,
	manualTrigger,
	onlyInstalled,
} from '../../../tools/n8n/nodes';
import type { NodeToCreate } from '../../../tools/n8n/nodes';
import { uniqueName, type Stage } from './stage';

export interface InstallWorkflowOptions {
	/** Parameters of the trigger. */
	trigger?: IDataObject;
	/** The integration's Redirect URI is in the credential, too. */
	redirectUriInCredential?: boolean;
	integration?: Partial<IntegrationSettings>;
}

/** An active workflow that welcomes each account with a lead, and the integration whose Redirect URI it is. */
export class InstallWorkflow {
	/** Executions up to this one have been looked at. */
	private seen = 0;

	private constructor(
		private readonly stage: Stage,
		readonly id: string,
		readonly integration: Integration,
		readonly credential: CreatedCredential,
		/** Of the webhook. */
		readonly path: string,
	) {}

	static async activate(
		stage: Stage,
		{
			trigger,
			redirectUriInCredential = false,
			integration: settings,
		}: InstallWorkflowOptions = {},
	): Promise<InstallWorkflow> {
		const { api } = stage.n8n;
		const webhookId = randomUUID();
		const path = `${webhookId}/amocrm`;
		const disableUri = api.webhookUrl(path);
		const integration = await stage.newIntegration(path, { disableUri, ...settings });
		const credential = await stage.newIntegrationCredential(
			integration,
			redirectUriInCredential ? { redirectUri: integration.redirectUri } : {},
		);
		const { id } = await api.createWorkflow({
			name: uniqueName('Welcome '),
			...chained([
				installTrigger(webhookId, credential, trigger),
				onlyInstalled,
				createLead(credential),
			]),
		});
		await api.activate(id);
		await api.waitForWebhook(path, 'GET', 'POST');
		return new InstallWorkflow(stage, id, integration, credential, path);
	}

	get url(): string {
		return this.integration.redirectUri;
	}

	place({ subdomain }: Account): { integrationId: string; subdomain: string } {
		return { integrationId: this.integration.id, subdomain };
	}

	/** The executions that follow the last one looked at; there must be no others. */
	async nextRuns(count: number): Promise<FinishedRun[]> {
		const { api } = this.stage.n8n;
		await api.waitForExecutions(this.id, count, { after: this.seen });
		const runs = await api.executions(this.id, { after: this.seen });
		if (runs.length !== count)
			throw new Error(`${runs.length} executions where ${count} were expected.`);
		this.seen = runs[count - 1].id;
		return runs;
	}

	async nextRun(): Promise<FinishedRun> {
		const [run] = await this.nextRuns(1);
		return run;
	}

	/**
	 * Waits until no install call is noted down any more: until then each may start the workflow again when n8n does.
	 * @returns the rows of the integration
	 */
	async settledRows(): Promise<IDataObject[]> {
		return await until('the end of the notes', async () => {
			const own = await this.rows();
			return own.some(({ status }) => status === 'pending') ? undefined : own;
		});
	}

	/** The rows of the integration's accounts, notes of calls too. */
	async rows(): Promise<IDataObject[]> {
		const all = await this.stage.n8n.api.tableRows('amocrm_accounts');
		const own = all.filter(({ integration_id }) => integration_id === this.integration.id);
		// The row that marks the table is no account's, nor is news for other processes.
		return own.filter(({ status }) => status !== 'table' && status !== 'changed');
	}

	/** Installs the widget, and waits for what it started. */
	async install(account: Account): Promise<FinishedRun> {
		await this.stage.emulator.installWidget(this.place(account));
		return await this.nextRun();
	}
}

/** Runs these nodes after a Manual Trigger, as a person does in the editor. */
export async function runOnce(
	stage: Stage,
	nodes: NodeToCreate[],
	settings?: IWorkflowSettings,
): Promise<FinishedRun> {
	const { api } = stage.n8n;
	const workflow = chained([manualTrigger, ...nodes]);
	const { id } = await api.createWorkflow({ name: uniqueName('Manual '), settings, ...workflow });
	return await api.runManually(id, manualTrigger.name);
}
