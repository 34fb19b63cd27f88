import { once } from 'lodash';

import { selfOf } from '../shared/account/facts';
import type { AccountSession } from '../shared/account/session';
import { settle } from '../shared/settle';
import { factsOf } from '../shared/hooks/cardFacts';
import { withChanges } from '../shared/hooks/changedValues';
import { hookCodes } from '../shared/hooks/codes';
import type { CrmEvent } from '../shared/hooks/event';
import { openCards, withEntities } from '../shared/hooks/fetchEntities';
import { ignoresOwn, readFilters } from '../shared/hooks/filterProperties';
import { asksForChanges, hasWantedChange, passes, passing } from '../shared/hooks/filters';
import type { Settings, TriggerContext } from './context';

const known = new Map(hookCodes.map((code) => [code.code, code]));

/**
 * An older subscription may still send codes that are not chosen any more. A code under Other Event Codes may send
 * events under any name that no documentation gives to another code.
 */
function isChosen({ event }: CrmEvent, codes: string[]): boolean {
	if (codes.includes(event) || !known.has(event)) return true;
	return known.get(event)?.documentedBy.length === 0 && codes.some((code) => !known.has(code));
}

async function ownUserOf(openSession: () => Promise<AccountSession>): Promise<number | undefined> {
	const self = await settle(openSession().then(selfOf));
	return self.ok ? self.value.userId : undefined;
}

/** The events that start the workflow, with all that was asked for. */
export async function enrich(
	{ openAccount, warn }: TriggerContext,
	{ codes, filters: values, fullEntity }: Settings,
	accountId: number,
	events: CrmEvent[],
): Promise<CrmEvent[]> {
	const openSession = once(() => openAccount(accountId));
	const cards = openCards(openSession);
	/** The events as they are where the account cannot be asked: none is lost for that. */
	const complete = async (current: CrmEvent[], work: () => Promise<CrmEvent[]>) => {
		if (current.length === 0) return current;
		const completed = await settle(work());
		if (completed.ok) return completed.value;
		warn(`Events of amoCRM could not be completed. ${(completed.error as Error).message}`);
		return current;
	};

	const chosen = events.filter((event) => isChosen(event, codes));
	const ownUser =
		chosen.length > 0 && ignoresOwn(values) ? await ownUserOf(openSession) : undefined;
	const filters = readFilters(values, ownUser);
	const suitable = chosen.filter((event) => passes(event, filters, factsOf(event, cards)));
	const passed = await complete(suitable, () => passing(suitable, filters, cards));
	const asks = (event: CrmEvent) => asksForChanges(event, filters);
	const judged = passed.some(asks)
		? await complete(passed, async () => await withChanges(await openSession(), passed, asks))
		: passed;
	const wanted = judged.filter((event) => hasWantedChange(event, filters));
	if (!fullEntity) return wanted;
	return await complete(wanted, () => withEntities(cards, wanted));
}
