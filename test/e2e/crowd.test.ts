import { everyHolder, sendCrowd } from './support/crowd';
import { stage } from './support/stage';

describe('a crowd of runs that finds its access token dead', () => {
	it.each(everyHolder)('gets through by one renewal of %s', async (holder) => {
		await sendCrowd(stage(), holder);
	});
});
