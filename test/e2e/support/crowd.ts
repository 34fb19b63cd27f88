import { randomUUID } from 'node:crypto';
import type { FinishedRun } from '../../../tools/n8n/finishedRun';
import type { CreatedCredential } from '../../../tools/n8n/n8nClient';
import type { Account } from '../../../emulator/types';
import { InstallWorkflow } from './installWorkflow';
import {
	chained,
	createLead,
	createLeadByOAuth2,
	TRIGGER,
	webhookTrigger,
	type NodeToCreate,
} from '../../../tools/n8n/nodes';
import { uniqueName, type Stage } from './stage';
import { Traffic } from '../../../tools/n8n/traffic';

const COUNT = 40;
const RENEWAL_MS = 2_000;

/** The whole crowd, at amoCRM's pace and with two cores. */
const patience = { timeoutMs: 300_000, everyMs: 1_000 };

interface Reached {
	workflow: InstallWorkflow;
	node: NodeToCreate;
}

/** Who holds the account's tokens and renews them. */
const holders = {
	async 'the data table'(stage: Stage, account: Account): Promise<Reached> {
		const workflow = await InstallWorkflow.activate(stage);
		await workflow.install(account);
		return { workflow, node: createLead(workflow.credential, account.domain) };
	},
	async 'an n8n credential'(stage: Stage, account: Account): Promise<Reached> {
		const workflow = await InstallWorkflow.activate(stage, { trigger: { saveAs: 'credential' } });
		const [{ credential }] = (await workflow.install(account)).json(TRIGGER);
		return { workflow, node: createLeadByOAuth2(credential as unknown as CreatedCredential) };
	},
};

export type Holder = keyof typeof holders;

export const everyHolder = Object.keys(holders) as Holder[];

/** Runs the node once for each call of a webhook, which all come at the same moment. */
async function runAtOnce({ n8n }: Stage, node: NodeToCreate): Promise<FinishedRun[]> {
	const { api } = n8n;
	const path = randomUUID();
	const workflow = chained([webhookTrigger(path), node]);
	const { id } = await api.createWorkflow({ name: uniqueName('Crowd '), ...workflow });
	await api.activate(id);
	await api.waitForWebhook(path);
	await Promise.all(Array.from({ length: COUNT }, async () => await fetch(api.webhookUrl(path))));
	return await api.waitForExecutions(id, COUNT, patience);
}

/** Many runs want the account at the moment at which its access token has died. All must get through, by one renewal. */
export async function sendCrowd(stage: Stage, holder: Holder): Promise<FinishedRun[]> {
	const { emulator } = stage;
	const account = await stage.newAccount();
	const { workflow, node } = await holders[holder](stage, account);
	const leads = async () => await emulator.entities(account.subdomain, 'leads');
	const before = (await leads()).length;
	await emulator.expireAccess(workflow.place(account));
	// It takes its time, so that many wait for it.
	const renewal = { host: account.domain, path: '/oauth2/access_token' };
	await emulator.addFault({ match: renewal, delayMs: RENEWAL_MS });
	const traffic = await Traffic.watch(emulator);

	const runs = await runAtOnce(stage, node);

	const failed = runs.filter(({ status }) => status !== 'success');
	expect(failed.map(({ error }) => error?.message)).toEqual([]);
	expect(await traffic.tokenRequests(account.domain)).toMatchObject([
		{ grant_type: 'refresh_token' },
	]);
	expect(await leads()).toHaveLength(before + COUNT);
	return runs;
}
