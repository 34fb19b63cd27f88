import { killCount, killInHooks, killsTakeMs } from '../e2e/support/chatKills';
import { stage } from '../e2e/support/stage';

const world = stage();

const kills = killCount(3);

it(
	'hooks of chat channels that a webhook process answered before it was killed start their runs, once',
	async () => {
		await killInHooks(world, 'webhook', kills);
	},
	killsTakeMs(kills),
);
