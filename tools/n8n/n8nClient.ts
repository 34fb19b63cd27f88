import { randomUUID } from 'node:crypto';
import { difference, pick } from 'lodash';
import type { IConnections, IDataObject, INode, IWorkflowSettings } from 'n8n-workflow';
import { ENDED, FinishedRun, isFinished, type RecordedExecution } from './finishedRun';
import { N8nHttp, ownConnection, type N8nSession } from './n8nHttp';
import { until, type Patience } from '../system/poll';

export interface CredentialToCreate {
	name: string;
	type: string;
	data: IDataObject;
}

export interface CreatedCredential {
	id: string;
	name: string;
}

/** A workflow as the editor exports it; ids and positions of nodes may be left out. */
export interface WorkflowToCreate {
	name: string;
	nodes: Array<Partial<INode> & Pick<INode, 'name' | 'type' | 'parameters'>>;
	connections: IConnections;
	settings?: IWorkflowSettings;
}

export interface CreatedWorkflow {
	id: string;
	versionId: string;
	nodes: INode[];
	/** What its nodes keep. */
	staticData?: IDataObject | null;
}

export interface ExecutionQuery extends Patience {
	/** Only executions younger than this one. */
	after?: number;
	status?: RecordedExecution['status'];
}

export interface DataTable {
	id: string;
	name: string;
	columns: Array<{ name: string; type: string }>;
	/** Missing in earlier releases of n8n. */
	sizeBytes?: number;
}

interface Page<T> {
	data: T[];
	nextCursor: string | null;
}

/** n8n lists no more executions at once. */
const MOST_LISTED = 100;

/** The login of every n8n that the playground or the tests set up. */
export const owner = { email: 'owner@example.com', password: 'Playground-1' };

function completeNode(node: WorkflowToCreate['nodes'][number], index: number): INode {
	return { id: randomUUID(), typeVersion: 1, position: [index * 220, 0], ...node };
}

const taskData = (json: IDataObject) => ({
	startTime: Date.now(),
	executionTime: 0,
	executionIndex: 0,
	executionStatus: 'success',
	source: [null],
	data: { main: [[{ json }]] },
});

/** n8n from outside: as its owner at the editor, and as a program at the public API. */
export class N8nClient {
	private readonly http: N8nHttp;

	constructor(
		private readonly url: string,
		session?: N8nSession,
	) {
		this.http = new N8nHttp(url, session);
	}

	/** Signed in as it is now: n8n limits how often one may log in. */
	async session(): Promise<N8nSession> {
		return await this.http.session();
	}

	async isReady(): Promise<boolean> {
		try {
			const settings = await this.http.rest<{ userManagement?: unknown }>('GET', '/settings');
			return settings.userManagement !== undefined;
		} catch {
			return false;
		}
	}

	/** Signs in, as the first user if there is none yet. */
	async ensureOwner(): Promise<void> {
		const { userManagement } = await this.http.rest<{
			userManagement: { showSetupOnFirstLoad?: boolean };
		}>('GET', '/settings');
		if (userManagement.showSetupOnFirstLoad) {
			const names = { firstName: 'Olga', lastName: 'Owner' };
			await this.http.rest('POST', '/owner/setup', { ...owner, ...names });
		} else {
			const login = { emailOrLdapLoginId: owner.email, password: owner.password };
			await this.http.rest('POST', '/login', login);
		}
	}

	/** Another user, who may do in his own project what he likes; the owner has invited him. */
	async addMember(): Promise<N8nClient> {
		const email = `${randomUUID()}@example.com`;
		const [{ user }] = await this.http.rest<Array<{ user: { inviteAcceptUrl: string } }>>(
			'POST',
			'/invitations',
			[{ email, role: 'global:member' }],
		);
		const token = new URL(user.inviteAcceptUrl).searchParams.get('token');
		const names = { firstName: 'Max', lastName: 'Member' };
		const member = new N8nClient(this.url);
		await member.http.rest('POST', '/invitations/accept', {
			token,
			...names,
			password: owner.password,
		});
		return member;
	}

	/** A key that may do no more than `scopes` (those that this n8n knows). */
	async createApiKey(label: string, scopes: string[]): Promise<string> {
		const known = await this.http.availableScopes();
		return await this.http.createApiKey(
			label,
			scopes.filter((scope) => known.includes(scope)),
		);
	}

	async createCredential(credential: CredentialToCreate): Promise<CreatedCredential> {
		const { id, name } = await this.http.rest<CreatedCredential>(
			'POST',
			'/credentials',
			credential,
		);
		return { id, name };
	}

	/** What the credential screen says after saving. */
	async testCredential(
		credential: CredentialToCreate & CreatedCredential,
	): Promise<{ status: 'OK' | 'Error'; message: string }> {
		return await this.http.rest('POST', '/credentials/test', { credentials: credential });
	}

	/** As the editor sees it: secrets blanked. */
	async getCredential(id: string): Promise<CredentialToCreate & CreatedCredential> {
		return await this.http.rest('GET', `/credentials/${id}?includeData=true`);
	}

	async listCredentials(): Promise<Array<CreatedCredential & { type: string }>> {
		return await this.http.rest('GET', '/credentials');
	}

	async updateCredential(id: string, credential: CredentialToCreate): Promise<CreatedCredential> {
		await this.http.rest('PATCH', `/credentials/${id}`, credential);
		return { id, name: credential.name };
	}

	/** One of that name is brought up to date, so that workflows which have it go on. */
	async provideCredential(credential: CredentialToCreate): Promise<CreatedCredential> {
		const existing = (await this.listCredentials()).find(({ name }) => name === credential.name);
		return existing === undefined
			? await this.createCredential(credential)
			: await this.updateCredential(existing.id, credential);
	}

	async createWorkflow(workflow: WorkflowToCreate): Promise<CreatedWorkflow> {
		return await this.http.rest('POST', '/workflows', {
			settings: { executionOrder: 'v1' },
			...workflow,
			nodes: workflow.nodes.map(completeNode),
		});
	}

	async listWorkflows(): Promise<Array<{ id: string; name: string; active: boolean }>> {
		return await this.http.rest('GET', '/workflows');
	}

	async getWorkflow(id: string): Promise<CreatedWorkflow> {
		return await this.http.rest('GET', `/workflows/${id}`);
	}

	async activate(id: string): Promise<void> {
		const { versionId } = await this.getWorkflow(id);
		await this.http.rest('POST', `/workflows/${id}/activate`, { versionId });
	}

	async deactivate(id: string): Promise<void> {
		await this.http.rest('POST', `/workflows/${id}/deactivate`, {});
	}

	/**
	 * Runs a workflow as the editor's button does, from the given trigger node, and waits for its end.
	 * @param item what the trigger gives out, where a person types it in
	 */
	async runManually(
		id: string,
		trigger: string,
		{ item, ...patience }: Patience & { item?: IDataObject } = {},
	): Promise<FinishedRun> {
		const { executionId } = await this.http.rest<{ executionId: string }>(
			'POST',
			`/workflows/${id}/run`,
			{ triggerToStartFrom: { name: trigger, ...(item && { data: taskData(item) }) } },
		);
		return await until(
			`the end of execution ${executionId}`,
			async () => {
				const recorded = await this.execution(executionId);
				return isFinished(recorded) ? new FinishedRun(recorded) : undefined;
			},
			patience,
		);
	}

	/** Finished executions, however many, oldest first. */
	async executions(workflowId: string, query: ExecutionQuery = {}): Promise<FinishedRun[]> {
		const asked = `workflowId=${workflowId}&includeData=true`;
		const listed = await this.allPages<RecordedExecution>('/executions', asked);
		// n8n leaves out what its main process takes for running, and in queue mode that may miss the end of one
		// (seen in 2.41.1).
		const ids = listed.map(({ id }) => String(id));
		const hidden = difference(await this.endedExecutions(workflowId), ids);
		const unlisted = hidden.map(async (id) => await this.execution(id));
		return [...listed, ...(await Promise.all(unlisted))]
			.filter(isFinished)
			.filter(({ id }) => Number(id) > (query.after ?? 0))
			.filter(({ status }) => query.status === undefined || status === query.status)
			.map((recorded) => new FinishedRun(recorded))
			.sort((left, right) => left.id - right.id);
	}

	private async execution(id: string): Promise<RecordedExecution> {
		return await this.http.publicApi('GET', `/executions/${id}?includeData=true`);
	}

	/** Ids of all that have ended, as the database has them. */
	private async endedExecutions(workflowId: string): Promise<string[]> {
		const ids = new Set<string>();
		let startedBefore: string | undefined;
		for (;;) {
			const filter = JSON.stringify({ workflowId, status: ENDED, startedBefore });
			const { results } = await this.http.rest<{
				results: Array<{ id: string | number; startedAt: string }>;
			}>('GET', `/executions?limit=${MOST_LISTED}&filter=${encodeURIComponent(filter)}`);
			const before = ids.size;
			for (const { id } of results) ids.add(String(id));
			if (results.length < MOST_LISTED || ids.size === before) return [...ids];
			startedBefore = results.at(-1)?.startedAt;
		}
	}

	/** How many executions have succeeded that nobody started by hand, whether n8n keeps them or not. */
	async successes(workflowId: string): Promise<number> {
		const path = `/workflow-stats/${workflowId}/counts/`;
		return (await this.http.rest<{ productionSuccess: number }>('GET', path)).productionSuccess;
	}

	/**
	 * When n8n stored an execution, in milliseconds. It may start it later: one that it had stored and not started when
	 * it was killed is started when it comes back.
	 */
	async storedAt(execution: number): Promise<number> {
		const { createdAt } = await this.http.rest<{ createdAt: string }>(
			'GET',
			`/executions/${execution}`,
		);
		return Date.parse(createdAt);
	}

	/** Waits until there are `count` finished executions, and gives the youngest of them, oldest first. */
	async waitForExecutions(
		workflowId: string,
		count: number,
		query: ExecutionQuery = {},
	): Promise<FinishedRun[]> {
		return await until(
			`${count} finished execution(s) of workflow ${workflowId}`,
			async () => {
				const runs = await this.executions(workflowId, query);
				return runs.length >= count ? runs.slice(-count) : undefined;
			},
			query,
		);
	}

	async waitForExecution(workflowId: string, query?: ExecutionQuery): Promise<FinishedRun> {
		const [run] = await this.waitForExecutions(workflowId, 1, query);
		return run;
	}

	/** What the editor asks for to fill the list of a resource locator. */
	async listSearch(asked: object): Promise<{ results: unknown[] }> {
		return await this.http.rest('POST', '/dynamic-node-parameters/resource-locator-results', asked);
	}

	/** Where the editor shows an execution. */
	executionUrl(workflowId: string, id: number): string {
		return `${this.url}/workflow/${workflowId}/executions/${id}`;
	}

	/** The production address of a webhook. */
	webhookUrl(path: string): string {
		return `${this.url}/webhook/${path}`;
	}

	/**
	 * Activation answers before the webhook is there; a preflight request tells without starting anything.
	 * @param methods of a node with several webhooks, which n8n activates one after another
	 */
	async waitForWebhook(path: string, ...methods: string[]): Promise<void> {
		await until(`the webhook ${path}`, async () => {
			const response = await fetch(this.webhookUrl(path), {
				method: 'OPTIONS',
				headers: { origin: this.url, ...ownConnection },
			});
			const header = response.headers.get('access-control-allow-methods') ?? '';
			// The first is OPTIONS itself.
			const [, ...allowed] = header.split(', ');
			const isThere = allowed.length > 0 && methods.every((method) => allowed.includes(method));
			return isThere ? true : undefined;
		});
	}

	async dataTables(): Promise<DataTable[]> {
		return await this.allPages<DataTable>('/data-tables');
	}

	async findTable(name: string): Promise<DataTable | undefined> {
		return (await this.dataTables()).find((table) => table.name === name);
	}

	/** All rows of a table; none if there is no such table. */
	async tableRows(name: string): Promise<IDataObject[]> {
		const table = await this.findTable(name);
		return table === undefined ? [] : await this.rowsOf(table);
	}

	async rowsOf({ id }: DataTable): Promise<IDataObject[]> {
		return await this.allPages<IDataObject>(`/data-tables/${id}/rows`);
	}

	/** @param columns by name alone where they hold texts */
	async createTable(
		name: string,
		columns: Array<string | DataTable['columns'][number]>,
	): Promise<DataTable> {
		const typed = columns.map((column) =>
			typeof column === 'string' ? { name: column, type: 'string' } : pick(column, 'name', 'type'),
		);
		return await this.http.publicApi('POST', '/data-tables', { name, columns: typed });
	}

	async insertRows({ id }: DataTable, rows: IDataObject[]): Promise<void> {
		await this.http.publicApi('POST', `/data-tables/${id}/rows`, { data: rows });
	}

	async deleteTable(name: string): Promise<void> {
		const table = await this.findTable(name);
		if (table !== undefined) await this.http.publicApi('DELETE', `/data-tables/${table.id}`);
	}

	private async allPages<T>(path: string, asked = ''): Promise<T[]> {
		const all: T[] = [];
		let cursor: string | null = null;
		do {
			const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
			const page: Page<T> = await this.http.publicApi('GET', `${path}?limit=250&${asked}${query}`);
			all.push(...page.data);
			cursor = page.nextCursor;
		} while (cursor !== null);
		return all;
	}
}
