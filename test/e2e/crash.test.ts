import { until } from '../../tools/system/poll';
import type { Account } from '../../emulator/types';
import {
	CrashScene,
	killAgainAndAgain,
	killInRenewals,
	RECOVERY_MS,
	TOKEN_PATH,
	type Told,
} from './support/crash';
import { stage } from './support/stage';

const environment = stage();
const { emulator } = environment;

let scene: CrashScene;

beforeAll(async () => {
	scene = await CrashScene.open(environment, 'main');
});

afterEach(async () => {
	await emulator.clearFaults();
	await emulator.setLatency(0);
});

describe('n8n is killed', () => {
	let [notExchanged, stored, onTheirWay, renewing]: Account[] = [];
	let told: Record<string, Told[]>;

	const asked = async ({ domain: host }: Account) =>
		await until('the request', async () => (await emulator.log({ host, path: TOKEN_PATH })).at(0));

	beforeAll(async () => {
		[notExchanged, stored, onTheirWay, renewing] = await Promise.all(
			[1, 2, 3, 4].map(async () => await environment.newAccount()),
		);
		await scene.install(renewing);
		await scene.allHeardOf([renewing]);
		const held = { times: 0, delayMs: 60_000 };
		for (const { domain: host } of [notExchanged, renewing]) {
			// It takes no effect.
			const match = { host, path: TOKEN_PATH };
			await emulator.addFault({ ...held, match, respond: { status: 503 } });
		}
		const host = stored.domain;
		await emulator.addFault({ match: { host, path: TOKEN_PATH }, delayMs: 1_000 });
		// amoCRM gives them out although nobody is there any more.
		const match = { host: onTheirWay.domain, path: TOKEN_PATH };
		await emulator.addFault({ match, delayMs: 3_000 });

		await emulator.expireAccess(scene.workflow.place(renewing));
		await scene.act(renewing);
		// On a busy machine amoCRM may not wait for the answer: what counts is how far n8n has come.
		for (const account of [stored, notExchanged]) await scene.install(account);
		await asked(stored);
		// After the look whether it is an account.
		await emulator.addFault({ ...held, match: { host, path: '/api/v4/account' } });
		await until('the lease', async () =>
			(await scene.workflow.rows()).find(
				({ account_id: id, lease }) => id === renewing.id && lease !== '',
			),
		);
		await until('the stored tokens', async () => (await scene.statuses()).get(stored.id));
		await asked(notExchanged);
		await scene.install(onTheirWay);
		await asked(onTheirWay);

		await scene.crash();
		await emulator.clearFaults();
		await scene.comeBack();
		await scene.act(renewing);
		told = await scene.allHeardOf([notExchanged, stored, onTheirWay]);
	});

	it('after the answer, before the code has reached amoCRM: the account is connected afterwards', async () => {
		expect(told[notExchanged.domain]).toMatchObject([{ event: 'installed', via: 'widget' }]);
		expect(await scene.leadsOf(notExchanged)).toBe(1);
	});

	it('after the tokens were stored, before the workflow was told: it is told afterwards', async () => {
		const { id, name } = stored;
		expect(told[stored.domain]).toMatchObject([{ event: 'installed', account: { id, name } }]);
		expect(await scene.leadsOf(stored)).toBe(1);
	});

	it('while the tokens are on their way: nobody has them, and the workflow is told so', async () => {
		expect(told[onTheirWay.domain]).toMatchObject([
			{ event: 'failed', reason: { code: 'interrupted', hint: expect.stringMatching(/again/) } },
		]);
	});

	it('with the lease of a renewal that has not reached amoCRM: it is renewed once, afterwards', async () => {
		await until('the lead', async () => ((await scene.leadsOf(renewing)) > 1 ? true : undefined), {
			timeoutMs: RECOVERY_MS,
		});

		const grants = await emulator.grants(scene.workflow.place(renewing));
		expect(grants).toMatchObject([{ active: true, refreshCount: 1 }]);
		expect((await scene.statuses()).get(renewing.id)).toBe('installed');
	});

	it('3 times in the midst of installs: every account whose call was answered is heard of, once', async () => {
		await killAgainAndAgain(scene, environment, 3);
	});

	it('in the midst of renewals: each account is renewed once', async () => {
		await killInRenewals(scene, environment);
	});
});
