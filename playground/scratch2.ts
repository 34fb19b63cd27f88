import { amoCrm, readLeads } from './bench/nodes';
import { peakGrowth, untilIdle } from './bench/machine';
import { BenchStage } from './bench/stage';
import { packPackage } from './lib/pack';
import { printLine } from './lib/progress';
import { temporaryFolder } from './lib/temporaryFolder';
import { World } from './lib/world';

async function main() {
	for (const flags of [['--max-old-space-size=360'], ['--max-old-space-size=450']]) {
		const home = await temporaryFolder('n8n-bench');
		const world = new World();
		const stage = await BenchStage.of(await world.open({ folder: home.path, tarball: await packPackage(printLine), nodeFlags: flags }));
		const ground = await stage.newGround();
		await stage.seed(ground, 'leads', 100000, (index) => ({ name: `Order ${index}`, price: index }));
		const run = await stage.timing(amoCrm(ground.credential, readLeads()));
		await untilIdle(stage.pid);
		const peak = await peakGrowth(stage.pid, async () => console.log(await run([{}])));
		console.log(flags, 'peak MB', peak / 2 ** 20);
		await world.close();
		home.remove();
	}
}
void main();
