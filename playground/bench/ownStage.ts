import type { N8nSurroundings } from '../lib/n8nProcess';
import { packPackage } from '../lib/pack';
import { printLine } from '../lib/progress';
import { temporaryFolder } from '../lib/temporaryFolder';
import { World } from '../lib/world';
import { BenchStage } from './stage';

/** Measures in an n8n of its own that is started so, and has ended when the result is there. */
export async function onOwnStage<T>(
	settings: Pick<N8nSurroundings, 'nodeFlags' | 'env'>,
	work: (stage: BenchStage) => Promise<T>,
): Promise<T> {
	const home = await temporaryFolder('n8n-bench');
	const world = new World();
	try {
		const tarball = await packPackage(printLine);
		const opened = await world.open({ folder: home.path, tarball, ...settings });
		return await work(await BenchStage.of(opened));
	} finally {
		await world.close();
		home.remove();
	}
}
