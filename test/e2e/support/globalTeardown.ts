import { hostOf, type Project } from './hosts';

export default async function tearDown(_all: unknown, project: Project): Promise<void> {
	await hostOf(project).close();
}
