import { maxBy } from 'lodash';
import type {
	IDataObject,
	IHttpRequestOptions,
	INodeExecutionData,
	ITriggerFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

import type { AmoCrmInstallTrigger } from '../../../nodes/AmoCrmInstallTrigger/AmoCrmInstallTrigger.node';
import { openInstalled } from '../../../nodes/shared/account/open';
import type { AccountReference } from '../../../nodes/shared/registry/accountRows';
import type { openIntegration } from '../../../nodes/shared/registry/integration';
import { pendingId } from '../../../nodes/shared/registry/pendingRow';
import { unseal } from '../../../nodes/shared/registry/seal';
import type { Send } from '../../../nodes/shared/transport/http';
import { DeliveryQueue } from '../../../emulator/deliveries/queue';
import { Subscriptions } from '../../../emulator/deliveries/subscriptions';
import { handleWith } from '../../../emulator/net/exchange';
import { disableHookQuery, HookSender } from '../../../emulator/net/hooks';
import { readBrackets } from '../../../emulator/net/message';
import { codeQuery } from '../../../emulator/oauth/redirect';
import { makeRooms } from '../../../emulator/rooms';
import { World } from '../../../emulator/state/world';
import type { AddressSign, Integration } from '../../../emulator/types';
import { FakeN8n, type Row } from '../../../tools/n8n/fakeN8n';
import { accessToken } from './tokens';
import type { VirtualTime } from './virtualTime';

/** The code of one n8n process: what it remembers is its own. */
export interface Program {
	trigger: AmoCrmInstallTrigger;
	openIntegration: typeof openIntegration;
	openInstalled: typeof openInstalled;
}

/** Loads the code once more, as another process does; it waits by this clock. */
export async function loadProgram(time: VirtualTime): Promise<Program> {
	const program: Partial<Program> = {};
	const shared = jest.requireActual<object>('n8n-workflow');
	jest.doMock('n8n-workflow', () => ({ ...shared, sleep: time.sleep }));
	// Known to all: these remember nothing.
	for (const name of ['zod', 'lodash', 'luxon'])
		jest.doMock(name, () => jest.requireActual<object>(name));
	await jest.isolateModulesAsync(async () => {
		const node = await import('../../../nodes/AmoCrmInstallTrigger/AmoCrmInstallTrigger.node');
		const integration = await import('../../../nodes/shared/registry/integration');
		const sessions = await import('../../../nodes/shared/account/open');
		program.trigger = new node.AmoCrmInstallTrigger();
		program.openIntegration = integration.openIntegration;
		program.openInstalled = sessions.openInstalled;
	});
	for (const name of ['n8n-workflow', 'zod', 'lodash', 'luxon']) jest.dontMock(name);
	return program as Program;
}

const N8N = 'n8n.test:5678';
const REDIRECT = 'https://builder.example/hook';
const PROVED_MS = 10_000;

/** How n8n's API, or amoCRM, is away. */
export type Fault = 'refused' | 'serverError' | 'busy' | 'silent' | 'answerLost';

export type Side = 'n8n' | 'amoCRM';

/** Where a process dies: at its n-th call from now on, before that has left or after it was done. */
export interface Death {
	side: Side;
	calls: number;
	when: 'before' | 'after';
}

/** One n8n process. */
export interface Process {
	name: number;
	program: Program;
	isDead: boolean;
	death?: Death;
}

/** A call that amoCRM, or a person's browser, made to the trigger. */
export interface Call {
	kind: 'widget' | 'button' | 'disabling';
	/** As its event says it: no two calls come in one millisecond. */
	receivedAt: string;
	accountId: number;
	process: Process;
	code: string;
	/** It was sent before, and is not true any more. */
	isRepeated: boolean;
	/** Its note was in the table. */
	isNoted: boolean;
	status?: number;
	waitedMs?: number;
	/** n8n has an answer of the node, and the items if there are any. */
	isDone: boolean;
}

/** A pair that amoCRM gave. */
interface Pair {
	accountId: number;
	process: Process;
	code?: string;
	/** Its answer did not arrive. */
	isLost: boolean;
	/** When the table got it. */
	storedAt?: number;
	/** Names its connection: the token for which the code was exchanged. */
	first: string;
	/** The one that it was spent for. */
	next?: Pair;
}

interface Tenure {
	accountId: number;
	from: number;
	to: number;
}

type Json = Record<string, unknown>;

const never = async () => await new Promise<never>(() => undefined);

const noAnswer = (code: string) => Object.assign(new Error(code), { code });

const shaped = (status: number, body: string, headers: Record<string, string> = {}) => ({
	statusCode: status,
	headers,
	body,
});

/** amoCRM, the n8n processes of one builder, their table, and what went to and fro. */
export class Crashes {
	readonly n8n = new FakeN8n();

	readonly environment = new World(async (subject, { issuedAt }) => {
		this.tokens += 1;
		const { integrationId, accountId, userId, apiDomain, scopes } = subject;
		return accessToken({
			aud: integrationId,
			account_id: accountId,
			sub: String(userId),
			api_domain: apiDomain,
			scopes,
			iat: issuedAt,
			jti: this.tokens,
		});
	});

	readonly integration: Integration;

	readonly processes: Process[] = [];

	readonly calls: Call[] = [];

	readonly told: Array<{ process: Process; json: Json }> = [];

	readonly pairs = new Map<string, Pair>();

	/** What must not be. */
	readonly faults: string[] = [];

	/** Who had an address, and when. */
	readonly tenures = new Map<string, Tenure[]>();

	/** Which account was connected at an address last, and since when. */
	private readonly claims = new Map<string, { accountId: number; at: number }>();

	/** How often tokens of an account may be renewed. */
	private readonly dueRenewals = new Map<number, number>();

	private readonly away = new Map<Side, { fault: Fault; until: number; calls: number }>();

	private readonly secrets: string[];

	private readonly rooms;

	private tokens = 0;

	private latencies: number;

	constructor(
		readonly time: VirtualTime,
		private readonly programs: Program[],
		seed: number,
	) {
		this.latencies = seed;
		const hooks = new HookSender(this.environment.log);
		const queue = new DeliveryQueue(this.environment.clock, hooks);
		const subscriptions = new Subscriptions(this.environment.clock, queue);
		const world = this.environment;
		this.rooms = makeRooms({
			world,
			hooks,
			announce: (account) => subscriptions.announce(account),
		});
		this.integration = this.environment.createIntegration({ name: 'Mine', redirectUri: REDIRECT });
		this.secrets = [this.integration.secret];
	}

	/** One more process, if there is code for it; it looks after its installs as the trigger does in n8n. */
	start(): Process | undefined {
		const program = this.programs[this.processes.length];
		if (!program) return undefined;
		const process: Process = { name: this.processes.length, program, isDead: false };
		this.processes.push(process);
		void program.trigger.trigger.call(this.functionsOf(process));
		return process;
	}

	get living(): Process[] {
		return this.processes.filter(({ isDead }) => !isDead);
	}

	/** The last one stays: somebody has to end what was begun. */
	kill(process: Process): void {
		const isLast = this.living.length === 1 && this.processes.length === this.programs.length;
		process.isDead ||= !isLast;
	}

	/** For a while, or for some calls. */
	takeAway(side: Side, fault: Fault, { ms = Infinity, calls = Infinity }): void {
		this.away.set(side, { fault, until: this.time.now + ms, calls });
	}

	bringBack(): void {
		this.away.clear();
	}

	addAccount(subdomain: string): number {
		const { id, domain } = this.environment.createAccount({ subdomain }).info;
		this.movedIn(domain, id);
		return id;
	}

	domainOf(accountId: number): string {
		return this.environment.accountById(accountId)?.info.domain ?? '';
	}

	rename(accountId: number, subdomain: string, sign?: AddressSign): void {
		const [from] = this.domainOf(accountId).split('.');
		const tenure = this.tenures.get(this.domainOf(accountId))?.at(-1);
		if (tenure) tenure.to = this.time.now;
		this.environment.renameAccount(from, subdomain, sign);
		this.movedIn(this.domainOf(accountId), accountId);
		// Its former address may refuse its token, as an account does where a token has ended.
		this.expired(accountId);
	}

	/** The client secret is changed, in amoCRM and in the credential: once, for that takes one former secret. */
	changeSecret(): void {
		if (this.secrets.length > 1) return;
		this.integration.secret = `${this.secrets.length}-${this.integration.secret}`.slice(0, 64);
		this.secrets.unshift(this.integration.secret);
	}

	/** Access tokens of an account, or of all, end. */
	expired(accountId: number): void {
		this.dueRenewals.set(accountId, 1);
	}

	install(accountId: number, via: 'widget' | 'button', process: Process): void {
		const query = codeQuery(this.environment, this.integration.id, this.domainOf(accountId));
		const more = via === 'widget' ? { client_id: this.integration.id, from_widget: '1' } : {};
		void this.deliver(via, accountId, process, { ...query, ...more });
	}

	disable(accountId: number, process: Process, isRepeated: boolean): void {
		const party = { integrationId: this.integration.id, accountId };
		if (!isRepeated) this.environment.uninstall(party);
		const query = disableHookQuery(this.integration, accountId);
		void this.deliver('disabling', accountId, process, query, isRepeated);
	}

	isInstalled(accountId: number): boolean {
		return this.environment.isInstalled({ integrationId: this.integration.id, accountId });
	}

	/** Whether amoCRM would take the token. */
	isAlive(refreshToken: string): boolean {
		try {
			this.environment.grants.ownerOfRefreshToken(refreshToken);
			return true;
		} catch {
			return false;
		}
	}

	/** Pairs of the last connection of an account that the table got and amoCRM would take. */
	storedPairs(accountId: number): Pair[] {
		const own = [...this.pairs].filter(([, pair]) => pair.accountId === accountId);
		const connections = own.flatMap(([, pair]) => (pair.code === undefined ? [] : pair));
		const last = maxBy(connections, ({ storedAt = -Infinity }) => storedAt);
		return own.flatMap(([token, pair]) =>
			pair.first === last?.first && pair.storedAt !== undefined && this.isAlive(token)
				? [pair]
				: [],
		);
	}

	/** A workflow calls an account. @returns which one it was; nothing: none */
	async act(reference: AccountReference, process: Process): Promise<number | Error> {
		const startedAt = this.time.now;
		const { openIntegration: open, openInstalled: act } = process.program;
		try {
			const integration = await open(this.functionsOf(process));
			const session = await act(integration, reference);
			const answered = await session.request({ method: 'GET', path: '/api/v4/account' });
			const id = Number(answered?.id);
			if (!this.isMeant(reference, id, startedAt))
				this.fault(`A call for ${JSON.stringify(reference)} was made in ${id}`);
			return id;
		} catch (error) {
			return error as Error;
		}
	}

	fault(what: string): void {
		this.faults.push(what);
	}

	rowsOf(accountId: number): Row[] {
		const [table] = this.n8n.tables;
		return table ? table.rows.filter((row) => row.account_id === accountId) : [];
	}

	/** Nothing is owed any more. */
	get isSettled(): boolean {
		const [table] = this.n8n.tables;
		const isOwed = table?.rows.some(({ status }) => status === 'pending') ?? false;
		return !isOwed && this.calls.every(({ isDone, process }) => isDone || process.isDead);
	}

	private movedIn(domain: string, accountId: number): void {
		const tenures = this.tenures.get(domain) ?? [];
		this.tenures.set(domain, [...tenures, { accountId, from: this.time.now, to: Infinity }]);
	}

	/**
	 * By number it is that account. By address it is one that had the address, and where another was connected there
	 * meanwhile none that had left it by then; other processes hear of that within ten seconds.
	 */
	private isMeant(reference: AccountReference, id: number, startedAt: number): boolean {
		if ('accountId' in reference) return reference.accountId === id;
		if ('externalId' in reference) throw new Error('No account has an ID of its own here.');
		const tenures = this.tenures.get(reference.domain) ?? [];
		const claim = this.claims.get(reference.domain);
		const since = claim && claim.at < startedAt - PROVED_MS ? claim.at : 0;
		return tenures.some(({ accountId, to }) => accountId === id && to > since);
	}

	private async deliver(
		kind: Call['kind'],
		accountId: number,
		process: Process,
		query: object,
		isRepeated = false,
	): Promise<void> {
		const begin = this.time.now;
		const { code = '' } = query as { code?: string };
		const call: Call = {
			kind,
			receivedAt: new Date(begin).toISOString(),
			accountId,
			process,
			code,
			isRepeated,
			isNoted: false,
			isDone: false,
		};
		this.calls.push(call);
		const response = {
			headersSent: false,
			writeHead: (status: number) => {
				if (process.isDead) return;
				response.headersSent = true;
				call.status = status;
				call.waitedMs = this.time.now - begin;
			},
			end: () => undefined,
		};
		const functions = {
			...this.functionsOf(process),
			getResponseObject: () => response,
			getWebhookName: () => 'default',
			getQueryData: () => query,
			getHeaderData: () => ({}),
		} as unknown as IWebhookFunctions;
		try {
			const { workflowData } = await process.program.trigger.webhook.call(functions);
			if (process.isDead) return;
			if (workflowData) this.tell(process, workflowData);
			call.isDone = true;
		} catch (error) {
			if (process.isDead) return;
			// Its note is gone on with; n8n shows a page of its own.
			call.isDone = true;
			if (!call.isNoted) this.fault(`A call ended with ${String(error)}`);
		}
	}

	private tell(process: Process, items: INodeExecutionData[][]): void {
		if (process.isDead) return;
		for (const { json } of items.flat()) this.told.push({ process, json });
	}

	private functionsOf(process: Process): ITriggerFunctions {
		const parameters: IDataObject = {
			events: ['installed', 'denied', 'failed', 'uninstalled'],
			stateCheck: 'off',
			saveAs: 'installedAccount',
		};
		return {
			getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback ?? {},
			getNode: () => ({ id: 'node', name: 'amoCRM Install Trigger' }),
			getWorkflow: () => ({ id: this.integration.id }),
			getMode: () => 'trigger',
			getInstanceBaseUrl: () => '',
			getNodeWebhookUrl: () => REDIRECT,
			logger: {
				warn: () => undefined,
			},
			getCredentials: async () => ({
				clientId: this.integration.id,
				clientSecret: this.secrets[0],
				previousSecret: this.secrets[1] ?? '',
				n8nApiUrl: `http://${N8N}`,
				n8nApiKey: 'key',
			}),
			helpers: {
				httpRequest: async (options: IHttpRequestOptions) => await this.send(process, options),
			},
			emit: (items: INodeExecutionData[][]) => this.tell(process, items),
		} as unknown as ITriggerFunctions;
	}

	/** Milliseconds of a way to amoCRM, n8n, or back. */
	private latency(): number {
		this.latencies = (Math.imul(this.latencies, 1_664_525) + 1_013_904_223) >>> 0;
		return 1 + ((this.latencies >>> 8) % 120);
	}

	private diesAt(process: Process, side: Side, when: Death['when']): boolean {
		const { death } = process;
		if (death?.side !== side || death.when !== when) return process.isDead;
		death.calls -= 1;
		if (death.calls < 0) this.kill(process);
		return process.isDead;
	}

	private faultAt(side: Side): Fault | undefined {
		const away = this.away.get(side);
		if (!away || away.until <= this.time.now || away.calls <= 0) return undefined;
		away.calls -= 1;
		return away.fault;
	}

	/** n8n's request helper. What has left arrives, whatever becomes of its sender. */
	private async send(process: Process, options: IHttpRequestOptions): Promise<unknown> {
		const side = new URL(options.url).host === N8N ? 'n8n' : 'amoCRM';
		if (this.diesAt(process, side, 'before')) return await never();
		const fault = this.faultAt(side);
		await this.time.sleep(this.latency());
		const answered = await this.answer(process, side, options, fault);
		if (this.diesAt(process, side, 'after')) return await never();
		await this.time.sleep(this.latency());
		if (fault === 'silent') await this.time.sleep(Number(options.timeout));
		if (process.isDead) return await never();
		if (answered instanceof Error) throw answered;
		return answered;
	}

	private async answer(
		process: Process,
		side: Side,
		options: IHttpRequestOptions,
		fault: Fault | undefined,
	): Promise<unknown> {
		if (fault === 'refused') return noAnswer('ECONNREFUSED');
		if (fault === 'serverError') return shaped(500, '');
		if (fault === 'busy') return shaped(429, '', { 'retry-after': '1' });
		if (fault === 'silent') return noAnswer('ETIMEDOUT');
		const isLost = fault === 'answerLost';
		const answered =
			side === 'n8n'
				? await this.askN8n(options, isLost)
				: await this.askAmo(process, options, isLost);
		return isLost ? noAnswer('ECONNRESET') : answered;
	}

	private async askN8n(options: Parameters<Send>[0], isLost: boolean): Promise<unknown> {
		const answered = await this.n8n.send(options);
		const { data } = (options.body === undefined ? {} : JSON.parse(String(options.body))) as {
			data?: Row | Row[];
		};
		for (const row of [data ?? []].flat()) this.noteWritten(row, isLost);
		return answered;
	}

	/** What the table has by now. */
	private noteWritten({ account_id: id, status, sealed, domain }: Row, isLost: boolean): void {
		// Whoever does not know that his note is there takes it away again.
		if (status === 'pending' && !isLost) {
			for (const call of this.calls) call.isNoted ||= pendingId(this.noteCodeOf(call)) === id;
		}
		if (typeof sealed !== 'string' || !(Number(id) > 0)) return;
		const row = { integrationId: this.integration.id, accountId: Number(id) };
		const keys = { clientId: this.integration.id, secrets: this.secrets };
		const table = this.n8n.tables[0].id;
		const opened = unseal(sealed, { ...row, table }, keys)?.value as
			{ tokens?: { refreshToken: string } } | undefined;
		const pair = this.pairs.get(opened?.tokens?.refreshToken ?? '');
		if (!pair || pair.storedAt !== undefined) return;
		pair.storedAt = this.time.now;
		if (pair.code !== undefined)
			this.claims.set(String(domain), { accountId: pair.accountId, at: this.time.now });
	}

	private noteCodeOf({ kind, code, accountId }: Call): string {
		return kind === 'disabling' ? `disabling|${this.integration.id}|${accountId}` : code;
	}

	private async askAmo(
		process: Process,
		{ url, method = 'GET', headers = {}, body }: IHttpRequestOptions,
		isLost: boolean,
	): Promise<unknown> {
		const { hostname, pathname, search } = new URL(url);
		const call = {
			method,
			host: hostname,
			path: pathname,
			query: readBrackets(search.slice(1)),
			headers: lowerCased(headers),
			body: body === undefined ? '' : String(body),
		};
		const { reply } = await handleWith(undefined, this.rooms, call, this.rooms.note(call));
		if (pathname === '/oauth2/access_token') {
			const asked = JSON.parse(call.body) as Record<string, string>;
			this.noteTokens(process, asked, reply, isLost);
		}
		return shaped(reply.status, reply.body, reply.headers);
	}

	private noteTokens(
		process: Process,
		{ code, refresh_token: spent }: Record<string, string>,
		{ status, body }: { status: number; body: string },
		isLost: boolean,
	): void {
		if (status !== 200) {
			const known = this.pairs.get(spent ?? '');
			if (known?.next?.storedAt !== undefined && /has been revoked/.test(body))
				this.fault(`A refresh token of the account ${known.accountId} was spent twice`);
			return;
		}
		const { access_token: access, refresh_token: refresh } = JSON.parse(body) as Record<
			string,
			string
		>;
		const accountId = this.environment.grants.bearer(access)?.accountId ?? 0;
		const former = this.pairs.get(spent ?? '');
		const first = former?.first ?? refresh;
		const pair: Pair = { accountId, process, code, isLost, first };
		this.pairs.set(refresh, pair);
		if (former) former.next = pair;
		if (code !== undefined) return;
		const due = this.dueRenewals.get(accountId) ?? 0;
		if (due < 1) this.fault(`The tokens of the account ${accountId} were renewed once too often`);
		this.dueRenewals.set(accountId, due - 1);
	}
}

const lowerCased = (headers: IDataObject): Record<string, string> =>
	Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
	);
