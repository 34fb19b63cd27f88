import { packPackage } from '../lib/pack';
import { printLine } from '../lib/progress';
import { temporaryFolder } from '../lib/temporaryFolder';
import { World } from '../lib/world';
import { BenchStage } from './stage';

/** Measures in an n8n of its own that is started with these flags of Node; it has ended when `after` is called. */
export async function onOwnStage<A, B>(
	nodeFlags: string[],
	work: (stage: BenchStage) => Promise<A>,
	after: (done: A) => Promise<B>,
): Promise<B> {
	const home = await temporaryFolder('n8n-bench');
	const world = new World();
	try {
		const tarball = await packPackage(printLine);
		const opened = await world.open({ folder: home.path, tarball, nodeFlags });
		const done = await work(await BenchStage.of(opened));
		await world.close();
		return await after(done);
	} finally {
		await world.close();
		home.remove();
	}
}
