import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { authenticationOf } from '../shared/account/members';
import { selfOf } from '../shared/account/self';
import { openInstalled, openSingle, type AccountSession } from '../shared/account/session';
import { attempt } from '../shared/attempt';
import { withChanges } from '../shared/hooks/changes';
import type { CrmEvent } from '../shared/hooks/event';
import { withEntities } from '../shared/hooks/fetchEntities';
import { ignoresOwn, readFilters } from '../shared/hooks/filterProperties';
import { asksForChanges, hasWantedChange, passes } from '../shared/hooks/filters';
import { openIntegration } from '../shared/registry/integration';
import { codesOf, isChosen, optionsOf } from './codes';

async function sessionFor(functions: IWebhookFunctions, accountId: number) {
	const authentication = authenticationOf(functions);
	if (authentication !== 'installedAccount') return await openSingle[authentication](functions);
	return await openInstalled(await openIntegration(functions), { accountId });
}

/** The account's answer; without one, the events as they are: none is lost because amoCRM could not be asked. */
async function orAsTheyAre(
	functions: IWebhookFunctions,
	events: CrmEvent[],
	work: () => Promise<CrmEvent[]>,
): Promise<CrmEvent[]> {
	if (events.length === 0) return events;
	const done = await attempt(work());
	if (done.ok) return done.value;
	const { message } = done.error as Error;
	functions.logger.warn(`Events of amoCRM could not be completed. ${message}`);
	return events;
}

async function ownUserOf(session: () => Promise<AccountSession>): Promise<number | undefined> {
	const self = await attempt(session().then(selfOf));
	return self.ok ? self.value.userId : undefined;
}

/** Those events that start the workflow, with all that was asked for. */
export async function enrich(
	functions: IWebhookFunctions,
	accountId: number,
	told: CrmEvent[],
): Promise<CrmEvent[]> {
	const values = functions.getNodeParameter('filters', {}) as IDataObject;
	const session = async () => await sessionFor(functions, accountId);
	const codes = codesOf(functions);
	const chosen = told.filter((event) => isChosen(event, codes));
	const ownUser = chosen.length > 0 && ignoresOwn(values) ? await ownUserOf(session) : undefined;
	const filters = readFilters(values, ownUser);
	const passing = chosen.filter((event) => passes(event, filters));
	const asks = (event: CrmEvent) => asksForChanges(event, filters);
	const judged = passing.some(asks)
		? await orAsTheyAre(functions, passing, async () => withChanges(await session(), passing, asks))
		: passing;
	const wanted = judged.filter((event) => hasWantedChange(event, filters));
	if (!optionsOf(functions).fullEntity) return wanted;
	return await orAsTheyAre(functions, wanted, async () => withEntities(await session(), wanted));
}
