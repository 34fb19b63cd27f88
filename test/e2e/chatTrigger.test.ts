import { HookWorkflow } from './support/chatHooks';
import { killInHooks, KILLS_TAKE_MS } from './support/chatKills';
import { stage } from './support/stage';

const world = stage();

describe('hooks of chat channels', () => {
	it('start the workflow of their channel, at its own address; forged ones start nothing', async () => {
		const [one, other] = [await HookWorkflow.activate(world), await HookWorkflow.activate(world)];

		const forged = await one.send('forged', 'x'.repeat(40));
		const sent = [await one.send('to the first'), await other.send('to the second')];

		expect([forged, ...sent].map(({ status }) => status)).toEqual([403, 200, 200]);
		expect(await one.allTold([sent[0]])).toMatchObject([
			{ event: 'message', chatInput: 'to the first', account: { amojoId: one.amojoId } },
		]);
		expect(await other.allTold([sent[1]])).toMatchObject([{ chatInput: 'to the second' }]);
	});

	it(
		'that were answered before n8n was killed start their runs, once',
		async () => {
			await killInHooks(world, 'main');
		},
		KILLS_TAKE_MS,
	);
});
