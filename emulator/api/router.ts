import { problem, Refusal, type IncomingCall, type Reply } from '../net/message';
import type { World } from '../state/world';
import type { LogEntry } from '../types';
import { accountEndpoints } from './accountInfo';
import { botStepEndpoints } from './botSteps';
import { bonusPointEndpoints } from './bonusPoints';
import { callEndpoints, popupEndpoints } from './calls';
import { catalogEndpoints } from './catalogs';
import { chatTemplateEndpoints } from './chatTemplates';
import { companyEndpoints } from './companies';
import { complexEndpoints } from './complex';
import { contactChatEndpoints } from './contactChats';
import { contactEndpoints } from './contacts';
import { currencyEndpoints } from './currencies';
import { customerEndpoints } from './customers';
import { customersModeEndpoints } from './customersMode';
import { customerStatusEndpoints } from './customerStatuses';
import { customFieldEndpoints } from './customFields';
import { elementEndpoints } from './elements';
import { entityFileEndpoints } from './entityFiles';
import { eventEndpoints } from './events';
import type { Endpoint } from './kit';
import { leadEndpoints } from './leads';
import { linkEndpoints } from './links';
import { lossReasonEndpoints } from './lossReasons';
import { noteEndpoints } from './notes';
import { pipelineEndpoints } from './pipelines';
import { productEndpoints } from './products';
import { roleEndpoints } from './roles';
import { makeRoutes } from './routes';
import { botEndpoints, oldBotEndpoints } from './salesbots';
import { segmentEndpoints } from './segments';
import { serve, type Api } from './serve';
import { shortLinkEndpoints } from './shortLinks';
import { sourceEndpoints } from './sources';
import { stageEndpoints } from './stages';
import { subscriptionEndpoints } from './subscriptions';
import { allTagEndpoints } from './tags';
import { talkEndpoints } from './talks';
import { taskEndpoints } from './tasks';
import { templateReviewEndpoints } from './templateReviews';
import { transactionEndpoints } from './transactions';
import { unsortedEndpoints } from './unsorted';
import { sortingEndpoints } from './unsortedSorting';
import { userEndpoints } from './users';
import { webhookEndpoints } from './webhooks';
import { websiteButtonEndpoints } from './websiteButtons';
import { widgetEndpoints } from './widgets';

/** Every endpoint of `/api/v4` there is. A new family is one file and one line here. */
const ENDPOINTS: Endpoint[] = [
	...accountEndpoints,
	...userEndpoints,
	...roleEndpoints,
	...leadEndpoints,
	...complexEndpoints,
	...pipelineEndpoints,
	...stageEndpoints,
	...lossReasonEndpoints,
	...contactEndpoints,
	...companyEndpoints,
	...allTagEndpoints,
	...customFieldEndpoints,
	...linkEndpoints,
	...customersModeEndpoints,
	...customerEndpoints,
	...transactionEndpoints,
	...bonusPointEndpoints,
	...customerStatusEndpoints,
	...segmentEndpoints,
	...catalogEndpoints,
	...productEndpoints,
	...elementEndpoints,
	...contactChatEndpoints,
	...talkEndpoints,
	...chatTemplateEndpoints,
	...templateReviewEndpoints,
	...botEndpoints,
	...botStepEndpoints,
	...entityFileEndpoints,
	...taskEndpoints,
	...noteEndpoints,
	...eventEndpoints,
	...unsortedEndpoints,
	...sortingEndpoints,
	...callEndpoints,
	...webhookEndpoints,
	...sourceEndpoints,
	...websiteButtonEndpoints,
	...widgetEndpoints,
	...shortLinkEndpoints,
	...subscriptionEndpoints,
	...currencyEndpoints,
];

/** What is left of the version before. amocrm.ru/developers: telephony/call_event. */
const OLD_ENDPOINTS: Endpoint[] = [...popupEndpoints, ...oldBotEndpoints];

const APIS: Api[] = [
	{ root: '/api/v4', scope: 'crm', routes: makeRoutes(ENDPOINTS) },
	{ root: '/api/v2', scope: 'crm', routes: makeRoutes(OLD_ENDPOINTS) },
];

/** `https://<account>/api/…` */
export function answerApi(world: World, call: IncomingCall, entry: LogEntry): Reply {
	const api = APIS.find(({ root }) => call.path.startsWith(`${root}/`));
	if (!api) throw new Refusal(problem(404, 'Not found'));
	const account = world.accountAt(call.host);
	if (!account) {
		throw new Refusal(problem(401, 'There is no account at this address', { error_code: 101 }));
	}
	return serve(world, api, account, call, entry);
}
