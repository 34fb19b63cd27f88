import type { IHookFunctions } from 'n8n-workflow';

import type { Member } from '../shared/account/members';
import { settle } from '../shared/settle';
import { toNodeError } from '../shared/nodeError';
import { mapParallel } from '../shared/mapParallel';
import { activationOf, forgetActivation, noteActivation } from './activation';
import { isPrivate } from './address';
import { openContext, type TriggerContext } from './context';
import { subscribeMember, unsubscribeMember } from './subscription';

/** With several accounts a failure goes into the log: it must not keep the others waiting. */
async function eachMember(
	{ warn }: TriggerContext,
	members: Member[],
	failure: (member: Member) => string,
	work: (member: Member) => Promise<void>,
): Promise<void> {
	await mapParallel(members, async (member) => {
		const done = await settle(work(member));
		if (!done.ok) warn(`${failure(member)} ${(done.error as Error).message}`);
	});
}

async function subscribeAll(context: TriggerContext, members: Member[]): Promise<void> {
	const { codes } = context.readSettings();
	const subscribe = (member: Member) => subscribeMember(context, member, codes);
	if (context.isForEvery)
		await eachMember(
			context,
			members,
			({ key }) => `The account ${key} could not be subscribed to.`,
			subscribe,
		);
	else for (const member of members) await subscribe(member);
}

/** The workflow is activated, or somebody listens for a test event. */
export async function activate(functions: IHookFunctions): Promise<boolean> {
	try {
		const context = openContext(functions);
		// Wrong parameters are refused before anything is changed.
		context.readSettings();
		const members = await context.members();
		const url = functions.getNodeWebhookUrl('default') ?? '';
		noteActivation(context, url);
		if (isPrivate(url))
			context.warn(
				`amoCRM cannot reach ${new URL(url).origin}: this n8n needs a public address, see WEBHOOK_URL.`,
			);
		await subscribeAll(context, members);
	} catch (error) {
		throw toNodeError(functions.getNode(), error);
	}
	return true;
}

/** Never fails: calls to an address that nobody serves start nothing. */
export async function deactivate(functions: IHookFunctions): Promise<boolean> {
	const context = openContext(functions);
	const activation = activationOf(context);
	forgetActivation(context);
	if (!activation) return true;
	const members = await settle(context.members());
	await eachMember(
		context,
		members.ok ? members.value : [],
		() => 'The webhooks of an account could not be removed.',
		(member) => unsubscribeMember(context, member, activation),
	);
	return true;
}
