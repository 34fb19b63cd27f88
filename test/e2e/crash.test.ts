import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../playground/lib/poll';
import type { Account } from '../emulator/types';
import { InstallWorkflow } from './support/installWorkflow';
import { TRIGGER } from './support/nodes';
import { stage } from './support/stage';

const world = stage();
const { emulator, n8n } = world;

/** A note is taken up when nobody has held it for 20 s; it is looked for every 10 s. */
const RECOVERY_MS = 90_000;
const TOKEN_PATH = '/oauth2/access_token';

let workflow: InstallWorkflow;

interface Outcome {
	event: string;
	reason?: { code: string };
}

/** What the workflow was told of these accounts, by domain: the events of each. */
async function outcomes(): Promise<Map<string, Outcome[]>> {
	const runs = await n8n.api.executions(workflow.id, { status: 'success' });
	const told = new Map<string, Outcome[]>();
	for (const run of runs) {
		const [item] = run.json(TRIGGER) as unknown as Array<Outcome & { account: Account }>;
		const { domain } = item.account;
		told.set(domain, [...(told.get(domain) ?? []), item]);
	}
	return told;
}

async function outcomeOf({ domain }: Account): Promise<Outcome[]> {
	return await until(`an event of ${domain}`, async () => (await outcomes()).get(domain), {
		timeoutMs: RECOVERY_MS,
	});
}

async function comeBack(): Promise<void> {
	await n8n.process('main').kill();
	await n8n.process('main').start();
	await n8n.api.waitForWebhook(workflow.path);
}

const rowOf = async ({ id }: Account) =>
	(await n8n.api.tableRows('amocrm_accounts')).find(({ account_id }) => account_id === id);

const leadsOf = async ({ subdomain }: Account) => await emulator.entities(subdomain, 'leads');

beforeAll(async () => {
	workflow = await InstallWorkflow.activate(world);
});

afterEach(async () => {
	await emulator.clearFaults();
	await emulator.setLatency(0);
});

describe('n8n is killed', () => {
	it('after the answer, before the code has reached amoCRM: the account is connected afterwards', async () => {
		const account = await world.newAccount();
		await emulator.addFault({ match: { host: account.domain, path: TOKEN_PATH }, reset: 'before' });
		expect(await emulator.installWidget(workflow.place(account))).toMatchObject({ status: 200 });
		await until('the lost request', async () =>
			(await emulator.log({ host: account.domain, path: TOKEN_PATH })).at(0),
		);

		await comeBack();

		expect(await outcomeOf(account)).toMatchObject([{ event: 'installed', via: 'widget' }]);
		expect(await leadsOf(account)).toHaveLength(1);
	});

	it('after the tokens were stored, before the workflow was told: it is told afterwards', async () => {
		const account = await world.newAccount();
		await emulator.addFault({
			match: { host: account.domain, path: '/api/v4/account' },
			delayMs: 60_000,
		});
		await emulator.installWidget(workflow.place(account));
		await until('the stored tokens', async () => await rowOf(account));

		await comeBack();

		expect(await outcomeOf(account)).toMatchObject([
			{ event: 'installed', account: { id: account.id, name: account.name } },
		]);
		expect(await leadsOf(account)).toHaveLength(1);
	});

	it('while the tokens are on their way: nobody has them, and the workflow is told so', async () => {
		const account = await world.newAccount();
		await emulator.addFault({
			match: { host: account.domain, path: TOKEN_PATH },
			delayMs: 2_000,
		});
		await emulator.installWidget(workflow.place(account));
		await until('the exchange', async () =>
			(await emulator.log({ host: account.domain, path: TOKEN_PATH })).at(0),
		);

		await comeBack();

		expect(await outcomeOf(account)).toMatchObject([
			{ event: 'failed', reason: { code: 'interrupted', hint: expect.stringMatching(/again/) } },
		]);
	});
});

describe('n8n is killed 30 times at whatever moment', () => {
	const ROUNDS = 30;
	/** Installs that follow the first one of a round, and the time between them. */
	const MORE = 3;
	const APART_MS = 100;
	/** From the first answer to the kill: longer than an install takes with the delays below. */
	const LONGEST_MS = 900;

	/** A small generator with a fixed seed: a failure can be looked at again. */
	function moments(seed: number): () => number {
		let state = seed;
		return () => {
			state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
			return (state / 2 ** 32) * LONGEST_MS;
		};
	}

	it('and every account whose call was answered is heard of, connected unless its tokens were on their way', async () => {
		const nextMoment = moments(20_260_131);
		const answered: Account[] = [];
		const install = async () => {
			const account = await world.newAccount();
			const { status } = await emulator.installWidget(workflow.place(account));
			if (status === 200) answered.push(account);
		};
		await emulator.addFault({ match: { path: TOKEN_PATH }, times: 0, delayMs: 100 });
		await emulator.setLatency(150);
		for (let round = 0; round < ROUNDS; round++) {
			await install();
			const killed = sleep(nextMoment()).then(async () => await n8n.kill());
			const more = Array.from({ length: MORE }, async (_, index) => {
				await sleep(index * APART_MS);
				await install();
			});
			await Promise.all([killed, ...more]);
			await n8n.start();
			await n8n.api.waitForWebhook(workflow.path);
		}

		const told = await until(
			'an event of every account',
			async () => {
				const known = await outcomes();
				return answered.every(({ domain }) => known.has(domain)) ? known : undefined;
			},
			{ timeoutMs: RECOVERY_MS },
		);

		const lost = answered.filter(({ domain }) =>
			(told.get(domain) ?? []).every(({ event }) => event === 'failed'),
		);
		for (const account of answered) {
			const isLost = lost.includes(account);
			const [grant] = await emulator.grants(workflow.place(account));
			// Whoever is not connected had been granted tokens that never arrived.
			expect([grant?.active, (await rowOf(account))?.status]).toEqual(
				isLost ? [true, undefined] : [true, 'installed'],
			);
			if (!isLost) expect((await leadsOf(account)).length).toBeGreaterThan(0);
		}
		expect(answered.length).toBeGreaterThan(ROUNDS / 2);
		expect(lost.length).toBeLessThan(answered.length / 2);
	}, 900_000);
});
