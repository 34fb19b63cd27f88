import { hostOf, type Project } from './hosts';

export default async function setUp(_all: unknown, project: Project): Promise<void> {
	await hostOf(project).open();
}
