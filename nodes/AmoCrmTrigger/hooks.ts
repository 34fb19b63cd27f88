import type { IHookFunctions } from 'n8n-workflow';

import { membersOf, servesEvery, type Member } from '../shared/account/members';
import { settle } from '../shared/settle';
import { readFilters } from '../shared/hooks/filterProperties';
import { toNodeError } from '../shared/nodeError';
import { mapParallel } from '../shared/mapParallel';
import { isPrivate } from './address';
import { codesOf, filtersOf } from './codes';
import { noteActivation, forgetActivation, activationOf } from './activation';
import { orLog, subscribeMember, unsubscribeMember } from './subscriptions';

const urlOf = (hooks: IHookFunctions) => hooks.getNodeWebhookUrl('default') ?? '';

async function subscribeAll(hooks: IHookFunctions, members: Member[]): Promise<void> {
	if (!servesEvery(hooks)) {
		for (const member of members) await subscribeMember(hooks, member);
		return;
	}
	await mapParallel(members, async (member) => {
		const what = `The account ${member.key} could not be subscribed to.`;
		await orLog(hooks, what, subscribeMember(hooks, member));
	});
}

/** The workflow is activated, or somebody listens for a test event. */
export async function activate(hooks: IHookFunctions): Promise<boolean> {
	try {
		// What is wrong with the parameters is told now, not when amoCRM calls.
		codesOf(hooks);
		readFilters(filtersOf(hooks));
		const members = await membersOf(hooks);
		const { url } = noteActivation(hooks, urlOf(hooks));
		if (isPrivate(url))
			hooks.logger.warn(
				`amoCRM cannot reach ${new URL(url).origin}: this n8n needs an address that is known outside, see WEBHOOK_URL.`,
			);
		await subscribeAll(hooks, members);
	} catch (error) {
		throw toNodeError(hooks.getNode(), error);
	}
	return true;
}

/** Deactivation is never held up: calls to an address that nobody serves start nothing. */
export async function deactivate(hooks: IHookFunctions): Promise<boolean> {
	const activation = activationOf(hooks);
	forgetActivation(hooks);
	if (!activation) return true;
	const members = await settle(membersOf(hooks));
	const known = members.ok ? members.value : [];
	await mapParallel(known, async (member) => {
		const what = 'The webhooks of an account could not be removed.';
		await orLog(hooks, what, unsubscribeMember(hooks, member, activation));
	});
	return true;
}
