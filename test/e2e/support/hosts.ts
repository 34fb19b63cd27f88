import { startN8n } from '../../../tools/n8n/n8n';
import { startN8nQueue } from '../../../tools/n8n/n8nQueue';
import { StageHost } from './host';

/** A jest project, as jest shows it to set-up and teardown. */
export interface Project {
	displayName?: { name: string };
}

const hosts: Record<string, StageHost> = {
	e2e: new StageHost(startN8n),
	queue: new StageHost(startN8nQueue),
};

/** Set-up and teardown run in one process and share it. */
export function hostOf({ displayName }: Project): StageHost {
	return hosts[displayName?.name ?? ''];
}
