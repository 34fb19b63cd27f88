import { stageHost } from './hosts';

export default async function tearDown(): Promise<void> {
	await stageHost.close();
}
