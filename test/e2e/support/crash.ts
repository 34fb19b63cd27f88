import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueProcess } from '../../../playground/lib/n8nQueue';
import { until } from '../../../playground/lib/poll';
import type { Account } from '../../emulator/types';
import { InstallWorkflow } from './installWorkflow';
import { TRIGGER } from './nodes';
import type { Stage } from './stage';

/**
 * A note is taken up when nobody has held it for 20 s; it is looked for every 10 s. An n8n that was killed while
 * it activated its triggers begins with them again after two minutes.
 */
export const RECOVERY_MS = 240_000;

export const TOKEN_PATH = '/oauth2/access_token';

export interface Outcome {
	event: string;
	reason?: { code: string };
}

/** An install workflow, and the process of n8n that answers its calls and is killed. */
export class CrashScene {
	readonly emulator: Stage['emulator'];
	private readonly api: Stage['n8n']['api'];

	private constructor(
		private readonly stage: Stage,
		private readonly victim: QueueProcess,
		readonly workflow: InstallWorkflow,
	) {
		this.emulator = stage.emulator;
		this.api = stage.n8n.api;
	}

	static async open(stage: Stage, victim: QueueProcess): Promise<CrashScene> {
		return new CrashScene(stage, victim, await InstallWorkflow.activate(stage));
	}

	async crash(): Promise<void> {
		await this.stage.n8n.process(this.victim).kill();
	}

	async comeBack(): Promise<void> {
		await this.stage.n8n.process(this.victim).start();
		await this.api.waitForWebhook(this.workflow.path);
		// n8n prepares its API for tables at the first call, which takes it two seconds: on a busy machine a note
		// would come after the answer. A trigger that n8n activates makes that call; these are killed before.
		await this.api.dataTables();
	}

	/** The account whose widget install was answered; nothing where nobody answered. */
	async install(): Promise<Account | undefined> {
		const account = await this.stage.newAccount();
		const { status } = await this.emulator.installWidget(this.workflow.place(account));
		return status === 200 ? account : undefined;
	}

	/** What the workflow was told, by domain: the events of each account. */
	async outcomes(): Promise<Map<string, Outcome[]>> {
		const runs = await this.api.executions(this.workflow.id, { status: 'success' });
		const told = new Map<string, Outcome[]>();
		for (const run of runs) {
			const [item] = run.json(TRIGGER) as unknown as Array<Outcome & { account: Account }>;
			const { domain } = item.account;
			told.set(domain, [...(told.get(domain) ?? []), item]);
		}
		return told;
	}

	/** Waits until every one of these accounts was heard of. */
	async allHeardOf(accounts: Account[]): Promise<Map<string, Outcome[]>> {
		let missing: Account[] = [];
		const heard = until(
			'an event of every account',
			async () => {
				const told = await this.outcomes();
				missing = accounts.filter(({ domain }) => !told.has(domain));
				return missing.length === 0 ? told : undefined;
			},
			{ timeoutMs: RECOVERY_MS, everyMs: 1_000 },
		);
		return await heard.catch(async (error: Error) => {
			const runs = await this.api.executions(this.workflow.id);
			const failed = runs.filter(({ status }) => status !== 'success');
			const seen = failed.map(({ id, status, error: why }) => `${id} ${status} ${why?.message}`);
			const names = missing.map(({ domain }) => domain);
			throw new Error(`${error.message} ${names.join(' ')}\n${seen.join('\n')}`);
		});
	}

	async outcomeOf(account: Account): Promise<Outcome[] | undefined> {
		return (await this.allHeardOf([account])).get(account.domain);
	}

	async rowOf({ id }: Account) {
		const rows = await this.api.tableRows('amocrm_accounts');
		return rows.find(({ account_id }) => account_id === id);
	}

	async leadsOf({ subdomain }: Account) {
		return await this.emulator.entities(subdomain, 'leads');
	}
}

/** Installs that follow the first one of a round, and the time between them. */
const MORE = 3;
const APART_MS = 100;
/** From the first answer to the kill: longer than an install takes with this much for each answer of the API. */
const LONGEST_MS = 900;
const LATENCY_MS = 150;

/** A small generator with a fixed seed: a failure can be looked at again. */
function moments(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return (state / 2 ** 32) * LONGEST_MS;
	};
}

/**
 * Kills the process so many times, at whatever moment of several installs. Every account whose call was
 * answered must be heard of, and be connected unless its tokens were on their way.
 */
export async function killAgainAndAgain(scene: CrashScene, rounds: number): Promise<void> {
	const { emulator, workflow } = scene;
	const nextMoment = moments(20_260_131);
	const answered: Account[] = [];
	const install = async () => {
		const account = await scene.install();
		if (account) answered.push(account);
	};
	await emulator.setLatency(LATENCY_MS);
	for (let round = 0; round < rounds; round++) {
		await install();
		const killed = sleep(nextMoment()).then(async () => await scene.crash());
		const more = Array.from({ length: MORE }, async (_, index) => {
			await sleep(index * APART_MS);
			await install();
		});
		await Promise.all([killed, ...more]);
		await scene.comeBack();
	}
	const told = await scene.allHeardOf(answered);

	const isLost = ({ domain }: Account) =>
		told.get(domain)?.every(({ event }) => event === 'failed');
	for (const account of answered) {
		const [grant] = await emulator.grants(workflow.place(account));
		const status = (await scene.rowOf(account))?.status;
		// Whoever is not connected had been granted tokens that never arrived.
		expect([grant?.active, status]).toEqual([true, isLost(account) ? undefined : 'installed']);
		if (!isLost(account)) expect((await scene.leadsOf(account)).length).toBeGreaterThan(0);
	}
	expect(answered.filter((account) => !isLost(account))).not.toEqual([]);
}
