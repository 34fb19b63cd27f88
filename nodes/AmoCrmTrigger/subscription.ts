import { difference, union } from 'lodash';
import type { IDataObject } from 'n8n-workflow';

import type { Member } from '../shared/account/members';
import type { AccountSession } from '../shared/account/session';
import { settle } from '../shared/settle';
import { isDocumented } from '../shared/hooks/codes';
import { AmoCrmProblem, hasCode } from '../shared/problem';
import { RecentMap } from '../shared/recentMap';
import { serialize } from '../shared/serialize';
import { readPages } from '../shared/transport/pages';
import { activationOf, type Activation } from './activation';
import { addressFor, type Address } from './address';
import type { TriggerContext } from './context';
import { noteAccount } from './membership';

interface Hook extends IDataObject {
	destination: string;
	disabled: boolean;
	settings: string[];
}

const PATH = '/api/v4/webhooks';

/** Codes that an account has refused, by session: it is not asked for them again and again. */
const refusals = new RecentMap<string, string[]>({ most: 5_000 });

/** All subscriptions of this trigger in the account. */
async function ownHooks(session: AccountSession, { prefix }: Address): Promise<Hook[]> {
	const call = { path: PATH, pageSize: 'whole' as const };
	const hooks = (await readPages(session, call, 'webhooks', Infinity)) as Hook[];
	return hooks.filter(({ destination }) => destination.startsWith(prefix));
}

async function remove(session: AccountSession, destination: string): Promise<void> {
	const body = { destination };
	const removed = await settle(session.request({ method: 'DELETE', path: PATH, body }));
	if (!removed.ok && !hasCode(removed.error, 'notFound')) throw removed.error;
}

const post = (session: AccountSession, { destination }: Address, settings: string[]) =>
	session.request<Hook>({ method: 'POST', path: PATH, body: { destination, settings } });

/** Whether amoCRM took the list; it refuses the whole list for one code. */
async function isTaken(session: AccountSession, address: Address, codes: string[]) {
	const posted = await settle(post(session, address, codes));
	if (posted.ok) return true;
	if (hasCode(posted.error, 'validation')) return false;
	throw posted.error;
}

/**
 * Subscribes to the documented codes first, then to the others one by one, so that one refused code does not cost
 * the rest.
 * @returns the codes that were refused
 */
async function postOneByOne(
	session: AccountSession,
	address: Address,
	codes: string[],
): Promise<string[]> {
	const taken = codes.filter((code) => isDocumented(code, session.platform));
	if (taken.length > 0) await post(session, address, taken);
	const refused: string[] = [];
	for (const code of codes.filter((one) => !taken.includes(one))) {
		if (await isTaken(session, address, [...taken, code])) taken.push(code);
		else refused.push(code);
	}
	if (taken.length > 0) return refused;
	throw new AmoCrmProblem(
		'validation',
		`The account ${session.domain} knows none of the events: ${refused.join(', ')}.`,
		{ hint: 'Choose events that are documented, or correct the codes under Other Event Codes.' },
	);
}

/** Whether the subscription can stay: codes that it lacks can be added. */
const isUsable = ({ destination, disabled, settings }: Hook, address: Address, codes: string[]) =>
	destination === address.destination &&
	!disabled &&
	settings.every((code) => codes.includes(code));

/**
 * Leaves the account with one subscription of this trigger, switched on and for these codes.
 * @param warn told which codes the account refuses
 * @see https://www.amocrm.ru/developers/content/crm_platform/webhooks-api
 */
async function keepSubscribed(
	session: AccountSession,
	address: Address,
	codes: string[],
	warn: (message: string) => void,
): Promise<void> {
	const refused = refusals.get(session.key) ?? [];
	const accepted = difference(codes, refused);
	const wanted = accepted.length > 0 ? accepted : codes;
	const hooks = await ownHooks(session, address);
	const [usable] = hooks.filter((hook) => isUsable(hook, address, wanted));
	// A POST with the same address changes the subscription, but might not switch it on again.
	for (const hook of hooks) if (hook !== usable) await remove(session, hook.destination);
	if (usable && wanted.every((code) => usable.settings.includes(code))) return;
	if (await isTaken(session, address, wanted)) return;
	const added = await postOneByOne(session, address, wanted);
	if (added.length === 0) return;
	refusals.set(session.key, union(refused, added));
	warn(
		`The account ${session.domain} refuses webhooks of ${added.join(', ')}, which were left out.`,
	);
}

/** One after another for each account, so that no two create the same subscription. */
const serialized = (context: TriggerContext, member: Member, work: () => Promise<void>) =>
	serialize(`subscription|${context.key}|${member.key}`, work);

/** @throws AmoCrmProblem */
export async function subscribeMember(
	context: TriggerContext,
	member: Member,
	codes: string[],
): Promise<void> {
	await serialized(context, member, async () => {
		const { session, accountId } = await member.open();
		noteAccount(context, accountId);
		// The trigger may have been deactivated while this waited.
		const activation = activationOf(context);
		if (activation)
			await keepSubscribed(session, addressFor(activation, accountId), codes, context.warn);
	});
}

/** Leaves no subscription of this trigger in the account. @throws AmoCrmProblem */
export async function unsubscribeMember(
	context: TriggerContext,
	member: Member,
	activation: Activation,
): Promise<void> {
	await serialized(context, member, async () => {
		const { session, accountId } = await member.open();
		const hooks = await ownHooks(session, addressFor(activation, accountId));
		for (const { destination } of hooks) await remove(session, destination);
	});
}
