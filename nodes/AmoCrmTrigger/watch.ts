import { sleep, type ITriggerFunctions, type ITriggerResponse } from 'n8n-workflow';

import type { Member } from '../shared/account/members';
import { settle } from '../shared/settle';
import { nextChange } from '../shared/registry/changeFeed';
import { mapParallel } from '../shared/mapParallel';
import { whileActive } from '../shared/whileActive';
import { activationOf } from './activation';
import { openContext, type TriggerContext } from './context';
import { subscribeMember } from './subscription';

/** How often new and departed accounts are looked for. */
const LOOK_MS = 20_000;

/** How often a subscription is checked: amoCRM switches it off when too many calls fail. */
const CHECK_MS = 5 * 60 * 1000;
const RETRY_MS = 60 * 1000;

/** When each account is to be checked again, and what went wrong the last time. */
type Checks = Map<string, { due: number; failure?: string }>;

/** Does the work. What goes wrong is logged once, however often it does, and returned. */
async function failureOf(
	{ warn }: TriggerContext,
	previous: string | undefined,
	work: Promise<void>,
): Promise<string | undefined> {
	const done = await settle(work);
	if (done.ok) return undefined;
	const { message } = done.error as Error;
	if (message !== previous) warn(`The webhooks of amoCRM stay unchecked. ${message}`);
	return message;
}

async function checkDue(context: TriggerContext, checks: Checks): Promise<void> {
	if (!activationOf(context)) return;
	const members = await context.members();
	const keys = new Set(members.map(({ key }) => key));
	// An account that comes back is subscribed at once.
	for (const key of checks.keys()) if (!keys.has(key)) checks.delete(key);
	const now = Date.now();
	const due = members.filter(({ key }) => (checks.get(key)?.due ?? 0) <= now);
	await mapParallel(due, async (member: Member) => {
		const check = async () => await subscribeMember(context, member, context.readSettings().codes);
		const failure = await failureOf(context, checks.get(member.key)?.failure, check());
		checks.set(member.key, { due: Date.now() + (failure ? RETRY_MS : CHECK_MS), failure });
	});
}

/** Keeps every account subscribed that starts the workflow, as long as the workflow is active. */
export function watchSubscriptions(functions: ITriggerFunctions): ITriggerResponse {
	const checks: Checks = new Map();
	let failure: string | undefined;
	return whileActive(async () => {
		const change = nextChange();
		const context = openContext(functions);
		failure = await failureOf(context, failure, checkDue(context, checks));
		await Promise.race([sleep(LOOK_MS), change]);
	});
}
