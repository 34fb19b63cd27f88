import { stageHost } from './hosts';

export default async function setUp(): Promise<void> {
	try {
		await stageHost.open();
	} catch (error) {
		await stageHost.close();
		throw error;
	}
}
