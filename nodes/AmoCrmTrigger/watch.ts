import { sleep, type ITriggerFunctions, type ITriggerResponse } from 'n8n-workflow';

import { membersOf, type Member } from '../shared/account/members';
import { settle } from '../shared/settle';
import { nextChange } from '../shared/registry/changes';
import { mapParallel } from '../shared/mapParallel';
import { activationOf } from './activation';
import { subscribeMember } from './subscriptions';

/** How often accounts that came or left are looked for. */
const LOOK_MS = 20_000;

/** How often a subscription is looked at: amoCRM switches it off when too many calls fail. */
const CHECK_MS = 5 * 60 * 1000;
const RETRY_MS = 60 * 1000;

/** When each account is to be looked at again, and what went wrong the last time. */
type Notes = Map<string, { due: number; failure?: string }>;

/** Once for each thing that goes wrong, however long it does. */
function warnOnce({ logger }: ITriggerFunctions, before: string | undefined, failure?: string) {
	if (failure && failure !== before)
		logger.warn(`The webhooks of amoCRM stay unchecked. ${failure}`);
}

async function check(functions: ITriggerFunctions, member: Member, notes: Notes): Promise<void> {
	const checked = await settle(subscribeMember(functions, member));
	const failure = checked.ok ? undefined : (checked.error as Error).message;
	warnOnce(functions, notes.get(member.key)?.failure, failure);
	notes.set(member.key, { due: Date.now() + (checked.ok ? CHECK_MS : RETRY_MS), failure });
}

async function look(functions: ITriggerFunctions, notes: Notes): Promise<void> {
	if (!activationOf(functions)) return;
	const members = await membersOf(functions);
	const keys = new Set(members.map(({ key }) => key));
	// One that comes back is subscribed at once.
	for (const key of notes.keys()) if (!keys.has(key)) notes.delete(key);
	const now = Date.now();
	const waiting = members.filter(({ key }) => (notes.get(key)?.due ?? 0) <= now);
	await mapParallel(waiting, async (member) => await check(functions, member, notes));
}

/** Keeps, as long as the workflow is active, every account subscribed that starts it. */
export async function watchSubscriptions(functions: ITriggerFunctions): Promise<ITriggerResponse> {
	let isActive = true;
	const notes: Notes = new Map();
	let failure: string | undefined;
	const watch = async () => {
		while (isActive) {
			const change = nextChange();
			const looked = await settle(look(functions, notes));
			const current = looked.ok ? undefined : (looked.error as Error).message;
			warnOnce(functions, failure, current);
			failure = current;
			await Promise.race([sleep(LOOK_MS), change]);
		}
	};
	void watch();
	return {
		async closeFunction() {
			isActive = false;
		},
	};
}
