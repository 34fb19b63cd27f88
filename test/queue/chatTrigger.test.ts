import { killInHooks, KILLS_TAKE_MS } from '../e2e/support/chatKills';
import { stage } from '../e2e/support/stage';

const world = stage();

it(
	'hooks of chat channels that a webhook process answered before it was killed start their runs, once',
	async () => {
		await killInHooks(world, 'webhook');
	},
	KILLS_TAKE_MS,
);
