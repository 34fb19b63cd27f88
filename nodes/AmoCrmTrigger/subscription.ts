import type { IDataObject } from 'n8n-workflow';

import type { AccountSession } from '../shared/account/session';
import { settle } from '../shared/settle';
import { isDocumented } from '../shared/hooks/codes';
import { AmoCrmProblem } from '../shared/problem';
import { readPages } from '../shared/transport/pages';
import type { Address } from './address';

interface Hook extends IDataObject {
	destination: string;
	disabled: boolean;
	settings: string[];
}

const PATH = '/api/v4/webhooks';

/** amoCRM says no to a code only when it is asked: it is not asked again and again. By session. */
const refusals = new Map<string, Set<string>>();

function refusedBy({ key }: AccountSession): Set<string> {
	const refused = refusals.get(key) ?? new Set();
	refusals.set(key, refused);
	return refused;
}

/** All that the account has of this trigger. */
async function ownHooks(session: AccountSession, { start }: Address): Promise<Hook[]> {
	const call = { path: PATH, pageSize: 'whole' as const };
	const hooks = (await readPages(session, call, 'webhooks', Infinity)) as Hook[];
	return hooks.filter(({ destination }) => destination.startsWith(start));
}

async function remove(session: AccountSession, destination: string): Promise<void> {
	const body = { destination };
	const removed = await settle(session.request({ method: 'DELETE', path: PATH, body }));
	if (removed.ok) return;
	const { error } = removed;
	if (!(error instanceof AmoCrmProblem) || error.code !== 'notFound') throw error;
}

const post = async (session: AccountSession, { destination }: Address, settings: string[]) =>
	await session.request<Hook>({ method: 'POST', path: PATH, body: { destination, settings } });

/** Whether amoCRM took the list; it refuses the whole list for one code. */
async function isTaken(session: AccountSession, address: Address, codes: string[]) {
	const posted = await settle(post(session, address, codes));
	if (posted.ok) return true;
	const { error } = posted;
	if (error instanceof AmoCrmProblem && error.code === 'validation') return false;
	throw error;
}

/** First what is documented: a code that is refused must not sink it. Gives the codes that were refused. */
async function postPiecemeal(
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

/** Whether it can stay: what it still lacks can be added. */
const isSound = ({ destination, disabled, settings }: Hook, address: Address, codes: string[]) =>
	destination === address.destination &&
	!disabled &&
	settings.every((code) => codes.includes(code));

/**
 * Sees to it that the account has one subscription of this trigger, switched on and for these codes.
 * @param warn told which codes the account refuses
 * @throws AmoCrmProblem
 * @see https://www.amocrm.ru/developers/content/crm_platform/webhooks-api
 */
export async function keepSubscribed(
	session: AccountSession,
	address: Address,
	codes: string[],
	warn: (message: string) => void,
): Promise<void> {
	const refused = refusedBy(session);
	const hoped = codes.filter((code) => !refused.has(code));
	const wanted = hoped.length > 0 ? hoped : codes;
	const hooks = await ownHooks(session, address);
	const [sound] = hooks.filter((hook) => isSound(hook, address, wanted));
	// The same address again changes a subscription; one that is switched off might stay so.
	for (const hook of hooks) if (hook !== sound) await remove(session, hook.destination);
	if (sound && wanted.every((code) => sound.settings.includes(code))) return;
	if (await isTaken(session, address, wanted)) return;
	const more = await postPiecemeal(session, address, wanted);
	for (const code of more) refused.add(code);
	if (more.length > 0)
		warn(`The account ${session.domain} refuses webhooks of ${more.join(', ')}: it was left out.`);
}

/** Leaves nothing of this trigger in the account. */
export async function unsubscribe(session: AccountSession, address: Address): Promise<void> {
	for (const { destination } of await ownHooks(session, address))
		await remove(session, destination);
}
