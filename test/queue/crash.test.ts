import { CrashScene, killAgainAndAgain } from '../e2e/support/crash';
import { stage } from '../e2e/support/stage';

const world = stage();

afterEach(async () => {
	await world.emulator.clearFaults();
	await world.emulator.setLatency(0);
});

describe('a process that is killed in queue mode', () => {
	it('answers installs: main goes on with them while it is away', async () => {
		const scene = await CrashScene.open(world, 'webhook');

		await killAgainAndAgain(scene, world, 3);
	});
});
