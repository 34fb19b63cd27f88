import { sleep, type IWebhookFunctions } from 'n8n-workflow';

import { settle } from '../shared/settle';
import { decodeBody, queryOf } from '../shared/hooks/call';
import { readDelivery } from '../shared/hooks/delivery';
import type { CrmEvent } from '../shared/hooks/event';
import { accountOf } from './address';
import { activationOf } from './activation';
import type { TriggerContext } from './context';
import { membershipOf, type Membership } from './membership';

type AuthenticatedCall =
	| { accountId: number; events: CrmEvent[] }
	/** A status for the caller and the reason for the log, which names no key. */
	| { status: 400 | 401 | 403; why: string };

/** How long the table of accounts may take; after that the key in the address is enough. */
const LOOK_UP_MS = 800;

/** A delivery is not lost because the table is down: only the trigger itself could have made its address. */
async function membershipInTime(context: TriggerContext, accountId: number): Promise<Membership> {
	const found = await Promise.race([
		settle(membershipOf(context, accountId)),
		sleep(LOOK_UP_MS).then(() => undefined),
	]);
	return found?.ok ? found.value : { isMember: true, extraDomains: [] };
}

/** amoCRM does not sign its calls: the key in the address, made for one account, shows who calls. */
export async function authenticateCall(
	functions: IWebhookFunctions,
	context: TriggerContext,
): Promise<AuthenticatedCall> {
	const activation = activationOf(context);
	const accountId = activation && accountOf(activation, queryOf(functions));
	if (!accountId) return { status: 401, why: 'it has no valid key' };
	const { isMember, isPaused, data, extraDomains } = await membershipInTime(context, accountId);
	if (!isMember)
		return { status: 403, why: `the account ${accountId} is not one of this trigger's` };
	// amoCRM would switch its webhooks off if they were refused.
	if (isPaused) return { accountId, events: [] };
	const { rawBody } = functions.getRequestObject();
	const bytes = rawBody ?? Buffer.alloc(0);
	const body = decodeBody(bytes);
	if (!body) return { status: 400, why: 'its body is not a form' };
	const receivedAt = new Date().toISOString();
	const events = readDelivery(body, {
		bytes,
		receivedAt,
		account: { id: accountId },
		extraDomains,
	});
	if (events.some(({ account }) => account.id !== accountId))
		return { status: 403, why: `it names another account than ${accountId}` };
	if (!data) return { accountId, events };
	const known = events.map((event) => ({ ...event, account: { ...event.account, ...data } }));
	return { accountId, events: known };
}
