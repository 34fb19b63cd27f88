import { accountResource } from './account';
import { callResource } from './call';
import { catalogResource } from './catalog';
import { catalogElementResource } from './catalogElement';
import { chatResource } from './chat';
import { chatTemplateResource } from './chatTemplate';
import { companyResource } from './company';
import { contactResource } from './contact';
import { contactChatResource } from './contactChat';
import { currencyResource } from './currency';
import { customerResource } from './customer';
import { customerBonusResource } from './customerBonus';
import { customerStatusResource } from './customerStatus';
import { customerTransactionResource } from './customerTransaction';
import { customFieldResource } from './customField';
import { customFieldGroupResource } from './customFieldGroup';
import { customRequestResource } from './customRequest';
import { eventResource } from './event';
import { fileResource } from './file';
import { installedAccountResource } from './installedAccount';
import { leadResource } from './lead';
import { linkResource } from './link';
import { lossReasonResource } from './lossReason';
import { noteResource } from './note';
import { pipelineResource } from './pipeline';
import type { Resource } from '../factories/resource';
import { roleResource } from './role';
import { salesbotResource } from './salesbot';
import { segmentResource } from './segment';
import { shortLinkResource } from './shortLink';
import { sourceResource } from './source';
import { stageResource } from './stage';
import { subscriptionResource } from './subscription';
import { tagResource } from './tag';
import { talkResource } from './talk';
import { taskResource } from './task';
import { unsortedResource } from './unsorted';
import { userResource } from './user';
import { webhookResource } from './webhook';
import { websiteButtonResource } from './websiteButton';
import { widgetResource } from './widget';

/** Everything that the node can work on, in the order of its list: what is needed daily comes first. */
export const resources: Resource[] = [
	leadResource,
	contactResource,
	companyResource,
	taskResource,
	noteResource,
	tagResource,
	linkResource,
	unsortedResource,
	pipelineResource,
	stageResource,
	lossReasonResource,
	fileResource,
	callResource,
	eventResource,
	chatResource,
	talkResource,
	contactChatResource,
	customerResource,
	customerTransactionResource,
	customerBonusResource,
	customerStatusResource,
	segmentResource,
	catalogResource,
	catalogElementResource,
	customFieldResource,
	customFieldGroupResource,
	userResource,
	roleResource,
	chatTemplateResource,
	salesbotResource,
	sourceResource,
	websiteButtonResource,
	shortLinkResource,
	webhookResource,
	widgetResource,
	accountResource,
	currencyResource,
	subscriptionResource,
	installedAccountResource,
	customRequestResource,
];
