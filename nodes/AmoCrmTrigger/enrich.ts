import { once } from 'lodash';
import type { IWebhookFunctions } from 'n8n-workflow';

import { authenticationOf } from '../shared/account/members';
import { selfOf } from '../shared/account/self';
import { openInstalled, openSingle, type AccountSession } from '../shared/account/session';
import { settle } from '../shared/settle';
import { factsOf } from '../shared/hooks/cardFacts';
import { withChanges } from '../shared/hooks/changes';
import type { CrmEvent } from '../shared/hooks/event';
import { openCards, withEntities } from '../shared/hooks/fetchEntities';
import { ignoresOwn, readFilters } from '../shared/hooks/filterProperties';
import { asksForChanges, hasWantedChange, passes, passing } from '../shared/hooks/filters';
import { openIntegration } from '../shared/registry/integration';
import { codesOf, filtersOf, isChosen, optionsOf } from './codes';

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
	const done = await settle(work());
	if (done.ok) return done.value;
	const { message } = done.error as Error;
	functions.logger.warn(`Events of amoCRM could not be completed. ${message}`);
	return events;
}

async function ownUserOf(session: () => Promise<AccountSession>): Promise<number | undefined> {
	const self = await settle(session().then(selfOf));
	return self.ok ? self.value.userId : undefined;
}

/** Those events that start the workflow, with all that was asked for. */
export async function enrich(
	functions: IWebhookFunctions,
	accountId: number,
	told: CrmEvent[],
): Promise<CrmEvent[]> {
	const values = filtersOf(functions);
	const session = once(async () => await sessionFor(functions, accountId));
	const cards = openCards(session);
	const codes = codesOf(functions);
	const chosen = told.filter((event) => isChosen(event, codes));
	const ownUser = chosen.length > 0 && ignoresOwn(values) ? await ownUserOf(session) : undefined;
	const filters = readFilters(values, ownUser);
	const complete = async (events: CrmEvent[], work: () => Promise<CrmEvent[]>) =>
		await orAsTheyAre(functions, events, work);

	const suiting = chosen.filter((event) => passes(event, filters, factsOf(event, cards)));
	const left = await complete(suiting, async () => await passing(suiting, filters, cards));
	const asks = (event: CrmEvent) => asksForChanges(event, filters);
	const judged = left.some(asks)
		? await complete(left, async () => await withChanges(await session(), left, asks))
		: left;
	const wanted = judged.filter((event) => hasWantedChange(event, filters));
	if (!optionsOf(functions).fullEntity) return wanted;
	return await complete(wanted, async () => await withEntities(cards, wanted));
}
