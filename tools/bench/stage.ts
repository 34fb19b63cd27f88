import { randomUUID } from 'node:crypto';
import type { IConnections, IDataObject } from 'n8n-workflow';
import type { Account, LogEntry } from '../../emulator/types';
import { chained, type NodeToCreate } from '../n8n/nodes';
import { Traffic } from '../n8n/traffic';
import type { CreatedCredential, WorkflowToCreate } from '../n8n/n8nClient';
import type { OpenEnvironment } from '../n8n/environment';
import { until, WaitedInVain } from '../system/poll';
import { answeringWebhook, clock, splitOut } from './nodes';
import { LATENCY_MS } from './pace';

/** An account of its own for one row, and n8n's credential of it. */
export interface Ground {
	account: Account;
	credential: CreatedCredential;
}

/** Nothing of what ran is kept: saving it would be measured too. */
const settings: WorkflowToCreate['settings'] = {
	executionOrder: 'v1',
	saveDataSuccessExecution: 'none',
};

/** Nodes between two looks at the clock. */
export interface Timed {
	/** When n8n came to the first of them, and when it was through with the last: milliseconds of the machine's clock. */
	from: number;
	to: number;
	/** From the call of the webhook to its answer. */
	wholeMs: number;
}

export class BenchStage {
	/** Ids of workflows, by the addresses that start them. */
	private readonly workflows = new Map<string, string>();

	private constructor(
		private readonly environment: OpenEnvironment,
		/** All that reaches the emulator in this run. */
		readonly traffic: Traffic,
	) {}

	static async of(environment: OpenEnvironment): Promise<BenchStage> {
		const { client } = environment.emulator;
		await client.setLatency(LATENCY_MS);
		return new BenchStage(environment, await Traffic.watch(client));
	}

	get emulator() {
		return this.environment.emulator.client;
	}

	get n8n() {
		return this.environment.n8n;
	}

	/** Of n8n's one process. */
	get pid(): number {
		return this.n8n.processes.main.pid ?? 0;
	}

	async newGround(): Promise<Ground> {
		const subdomain = `bench-${randomUUID().slice(0, 8)}`;
		const account = await this.emulator.createAccount({ subdomain });
		const { id: integrationId } = await this.emulator.createIntegration({
			name: subdomain,
			redirectUri: 'https://builder.example/callback',
			isPublic: false,
			ownerAccount: subdomain,
		});
		const place = { integrationId, subdomain };
		const { accessToken } = await this.emulator.issueLongLivedToken({ ...place, days: 30 });
		const credential = await this.n8n.api.createCredential({
			name: subdomain,
			type: 'amoCrmTokenApi',
			data: { accountAddress: account.domain, accessToken },
		});
		return { account, credential };
	}

	/** @returns the address that starts the workflow with the items posted to it */
	async activate(
		nodes: NodeToCreate[],
		connections: IConnections,
		path: string = randomUUID(),
	): Promise<string> {
		const { api } = this.n8n;
		// n8n takes no longer name.
		const name = `Bench ${path}`.slice(0, 128);
		const workflow = { name, settings, nodes, connections };
		const { id } = await api.createWorkflow(workflow);
		await api.activate(id);
		await api.waitForWebhook(path);
		const url = api.webhookUrl(path);
		this.workflows.set(url, id);
		return url;
	}

	/** Waits until a workflow has come to its end so often, as long as a hundred more runs end within a minute. */
	async waitForSuccesses(url: string, expected: number): Promise<void> {
		const patience = { timeoutMs: 60_000, everyMs: 1_000 };
		try {
			for (let goal = 0; goal < expected;) {
				goal = Math.min((await this.successes(url)) + 100, expected);
				const reached = async () => (await this.successes(url)) >= goal || undefined;
				await until(`${goal} runs`, reached, patience);
			}
		} catch (error) {
			if (!(error instanceof WaitedInVain)) throw error;
		}
	}

	/** How often a workflow that this stage activated has come to its end. @param url that starts it */
	async successes(url: string): Promise<number> {
		return await this.n8n.api.successes(this.workflows.get(url) ?? '');
	}

	/** A workflow that tells how long the nodes took, one after another, with the items posted to it. */
	async timing(...timed: NodeToCreate[]): Promise<(items: IDataObject[]) => Promise<Timed>> {
		const path = randomUUID();
		// Of two branches n8n runs the upper one first.
		const start = {
			...clock('Start', '{ at: Date.now() }'),
			position: [440, -200] as [number, number],
		};
		const end = clock('End', "{ from: $('Start').first().json.at, to: Date.now() }");
		const webhook = answeringWebhook(path, 'firstEntryJson');
		const { nodes, connections } = chained([webhook, splitOut, ...timed, end]);
		connections[splitOut.name].main[0]?.unshift({ node: start.name, type: 'main', index: 0 });
		const url = await this.activate([...nodes, start], connections, path);
		return async (items) => {
			const started = performance.now();
			const { from, to } = await post<Pick<Timed, 'from' | 'to'>>(url, items);
			return { from, to, wholeMs: performance.now() - started };
		};
	}

	/** What a node gives for one item. */
	async output(node: NodeToCreate, item: IDataObject): Promise<IDataObject[]> {
		const path = randomUUID();
		const webhook = answeringWebhook(path, 'allEntries');
		const { nodes, connections } = chained([webhook, splitOut, node]);
		return await post(await this.activate(nodes, connections, path), [item]);
	}

	/** The requests that an account gets while something is done. */
	async requestsOf<T>(
		{ account }: Ground,
		work: () => Promise<T>,
	): Promise<{ result: T; requests: LogEntry[] }> {
		const traffic = await Traffic.watch(this.emulator);
		const result = await work();
		const all = await traffic.all();
		return { result, requests: all.filter(({ host }) => host === account.domain) };
	}

	/** @param make what the card at a position has */
	async seed(
		{ account }: Ground,
		collection: string,
		amount: number,
		make: (position: number) => Record<string, unknown>,
	): Promise<Array<number | string>> {
		const ids: Array<number | string> = [];
		while (ids.length < amount) {
			const size = Math.min(amount - ids.length, 5_000);
			const models = Array.from({ length: size }, (_, index) => make(ids.length + index));
			ids.push(...(await this.emulator.seed(account.subdomain, collection, models)));
		}
		return ids;
	}
}

async function post<T>(url: string, items: IDataObject[]): Promise<T> {
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ items }),
	});
	const text = await response.text();
	if (!response.ok) throw new Error(`The workflow failed (${response.status}): ${text}`);
	return JSON.parse(text) as T;
}
