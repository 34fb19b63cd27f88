import type { IHookFunctions, ITriggerFunctions } from 'n8n-workflow';

import type { Member } from '../shared/account/members';
import { attempt } from '../shared/attempt';
import { oneByOne } from '../shared/oneByOne';
import { addressFor } from './address';
import { codesOf } from './codes';
import { ownerOf, standingOf, type Standing } from './standing';
import { keepSubscribed, unsubscribe } from './subscription';
import { noteAccount } from './welcome';

type Functions = IHookFunctions | ITriggerFunctions;

/** One after another for each account, so that no two make the same subscription. */
const alone = async (functions: Functions, { key }: Member, work: () => Promise<void>) =>
	await oneByOne(`subscription|${ownerOf(functions)}|${key}`, work);

/** @throws AmoCrmProblem */
export async function subscribeMember(functions: Functions, member: Member): Promise<void> {
	await alone(functions, member, async () => {
		const { session, accountId } = await member.open();
		noteAccount(functions, accountId);
		// It may have been deactivated while this waited.
		const standing = standingOf(functions);
		if (!standing) return;
		await keepSubscribed(session, addressFor(standing, accountId), codesOf(functions), (message) =>
			functions.logger.warn(message),
		);
	});
}

/** @throws AmoCrmProblem */
export async function unsubscribeMember(
	functions: Functions,
	member: Member,
	standing: Standing,
): Promise<void> {
	await alone(functions, member, async () => {
		const { session, accountId } = await member.open();
		await unsubscribe(session, addressFor(standing, accountId));
	});
}

/** Does the work; what goes wrong is written into the log, for it hinders no other account. */
export async function orLog(
	{ logger }: Functions,
	what: string,
	work: Promise<void>,
): Promise<boolean> {
	const done = await attempt(work);
	if (!done.ok) logger.warn(`${what} ${(done.error as Error).message}`);
	return done.ok;
}
