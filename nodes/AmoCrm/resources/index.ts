import { accountResource } from './account';
import { companyResource } from './company';
import { contactResource } from './contact';
import { installedAccountResource } from './installedAccount';
import { leadResource } from './lead';
import type { Resource } from './resource';

/** Everything that the node can work on. A new resource is one line here. */
export const resources: Resource[] = [
	accountResource,
	companyResource,
	contactResource,
	installedAccountResource,
	leadResource,
];
