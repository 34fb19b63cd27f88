import type { N8nSurroundings } from '../n8n/n8nProcess';
import { packPackage } from '../system/pack';
import { printLine } from '../system/progress';
import { temporaryFolder } from '../system/temporaryFolder';
import { Environment } from '../n8n/environment';
import type { StartN8n } from '../n8n/n8n';
import { BenchStage } from './stage';

/** Measures in an n8n of its own that is started so, and has ended when the result is there. */
export async function onOwnStage<T>(
	settings: Pick<N8nSurroundings, 'nodeFlags' | 'env'>,
	work: (stage: BenchStage) => Promise<T>,
	start?: StartN8n,
): Promise<T> {
	const home = await temporaryFolder('n8n-bench');
	const environment = new Environment(start);
	try {
		const tarball = await packPackage(printLine);
		const opened = await environment.open({ folder: home.path, tarball, ...settings });
		return await work(await BenchStage.of(opened));
	} finally {
		await environment.close();
		home.remove();
	}
}
