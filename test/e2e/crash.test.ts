import { until } from '../../playground/lib/poll';
import { CrashScene, killAgainAndAgain, RECOVERY_MS, TOKEN_PATH } from './support/crash';
import { stage } from './support/stage';

const world = stage();
const { emulator } = world;

let scene: CrashScene;

beforeAll(async () => {
	scene = await CrashScene.open(world, 'main');
});

afterEach(async () => {
	await emulator.clearFaults();
	await emulator.setLatency(0);
});

const exchangeAt = async (host: string) =>
	await until('the exchange', async () => (await emulator.log({ host, path: TOKEN_PATH })).at(0));

jest.setTimeout(RECOVERY_MS + 60_000);

describe('n8n is killed', () => {
	it('after the answer, before the code has reached amoCRM: the account is connected afterwards', async () => {
		const account = await world.newAccount();
		await emulator.addFault({ match: { host: account.domain, path: TOKEN_PATH }, reset: 'before' });
		const delivery = await emulator.installWidget(scene.workflow.place(account));
		expect(delivery).toMatchObject({ status: 200 });
		await exchangeAt(account.domain);

		await scene.crash();
		await scene.comeBack();

		expect(await scene.outcomeOf(account)).toMatchObject([{ event: 'installed', via: 'widget' }]);
		expect(await scene.leadsOf(account)).toHaveLength(1);
	});

	it('after the tokens were stored, before the workflow was told: it is told afterwards', async () => {
		const account = await world.newAccount();
		const match = { host: account.domain, path: '/api/v4/account' };
		await emulator.addFault({ match, delayMs: 60_000 });
		await emulator.installWidget(scene.workflow.place(account));
		await until('the stored tokens', async () => await scene.rowOf(account));

		await scene.crash();
		await scene.comeBack();

		expect(await scene.outcomeOf(account)).toMatchObject([
			{ event: 'installed', account: { id: account.id, name: account.name } },
		]);
		expect(await scene.leadsOf(account)).toHaveLength(1);
	});

	it('while the tokens are on their way: nobody has them, and the workflow is told so', async () => {
		const account = await world.newAccount();
		await emulator.addFault({
			match: { host: account.domain, path: TOKEN_PATH },
			delayMs: 2_000,
		});
		await emulator.installWidget(scene.workflow.place(account));
		await exchangeAt(account.domain);

		await scene.crash();
		await scene.comeBack();

		expect(await scene.outcomeOf(account)).toMatchObject([
			{ event: 'failed', reason: { code: 'interrupted', hint: expect.stringMatching(/again/) } },
		]);
	});

	it('30 times at whatever moment: every account whose call was answered is heard of', async () => {
		await killAgainAndAgain(scene, 30);
	}, 900_000);
});
