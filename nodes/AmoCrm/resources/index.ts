import { accountResource } from './account';
import { catalogResource } from './catalog';
import { catalogElementResource } from './catalogElement';
import { companyResource } from './company';
import { contactResource } from './contact';
import { customFieldResource } from './customField';
import { customFieldGroupResource } from './customFieldGroup';
import { customerResource } from './customer';
import { customerBonusResource } from './customerBonus';
import { customerStatusResource } from './customerStatus';
import { customerTransactionResource } from './customerTransaction';
import { installedAccountResource } from './installedAccount';
import { leadResource } from './lead';
import { linkResource } from './link';
import { lossReasonResource } from './lossReason';
import { pipelineResource } from './pipeline';
import type { Resource } from './resource';
import { roleResource } from './role';
import { segmentResource } from './segment';
import { stageResource } from './stage';
import { tagResource } from './tag';
import { taskResource } from './task';
import { userResource } from './user';

/** Everything that the node can work on. A new resource is one line here. */
export const resources: Resource[] = [
	accountResource,
	catalogResource,
	catalogElementResource,
	companyResource,
	contactResource,
	customFieldResource,
	customFieldGroupResource,
	customerResource,
	customerBonusResource,
	customerStatusResource,
	customerTransactionResource,
	installedAccountResource,
	leadResource,
	linkResource,
	lossReasonResource,
	pipelineResource,
	roleResource,
	segmentResource,
	stageResource,
	tagResource,
	taskResource,
	userResource,
];
