import { accountResource } from './account';
import { companyResource } from './company';
import { contactResource } from './contact';
import { installedAccountResource } from './installedAccount';
import { leadResource } from './lead';
import { lossReasonResource } from './lossReason';
import { pipelineResource } from './pipeline';
import type { Resource } from './resource';
import { stageResource } from './stage';
import { tagResource } from './tag';
import { taskResource } from './task';

/** Everything that the node can work on. A new resource is one line here. */
export const resources: Resource[] = [
	accountResource,
	companyResource,
	contactResource,
	installedAccountResource,
	leadResource,
	lossReasonResource,
	pipelineResource,
	stageResource,
	tagResource,
	taskResource,
];
