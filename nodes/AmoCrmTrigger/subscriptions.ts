import type { IHookFunctions, ITriggerFunctions } from 'n8n-workflow';

import type { Member } from '../shared/account/members';
import { settle } from '../shared/settle';
import { serialize } from '../shared/serialize';
import { addressFor } from './address';
import { codesOf } from './codes';
import { ownerOf, activationOf, type Activation } from './activation';
import { keepSubscribed, unsubscribe } from './subscription';
import { noteAccount } from './membership';

type Functions = IHookFunctions | ITriggerFunctions;

/** One after another for each account, so that no two make the same subscription. */
const alone = async (functions: Functions, { key }: Member, work: () => Promise<void>) =>
	await serialize(`subscription|${ownerOf(functions)}|${key}`, work);

/** @throws AmoCrmProblem */
export async function subscribeMember(functions: Functions, member: Member): Promise<void> {
	await alone(functions, member, async () => {
		const { session, accountId } = await member.open();
		noteAccount(functions, accountId);
		// It may have been deactivated while this waited.
		const activation = activationOf(functions);
		if (!activation) return;
		await keepSubscribed(
			session,
			addressFor(activation, accountId),
			codesOf(functions),
			(message) => functions.logger.warn(message),
		);
	});
}

/** @throws AmoCrmProblem */
export async function unsubscribeMember(
	functions: Functions,
	member: Member,
	activation: Activation,
): Promise<void> {
	await alone(functions, member, async () => {
		const { session, accountId } = await member.open();
		await unsubscribe(session, addressFor(activation, accountId));
	});
}

/** Does the work; what goes wrong is written into the log, for it hinders no other account. */
export async function orLog(
	{ logger }: Functions,
	what: string,
	work: Promise<void>,
): Promise<boolean> {
	const done = await settle(work);
	if (!done.ok) logger.warn(`${what} ${(done.error as Error).message}`);
	return done.ok;
}
