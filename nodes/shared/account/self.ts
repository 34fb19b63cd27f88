import type { AccountSession } from './session';

/** The account of a session, and in whose name it acts there. */
export interface Self {
	id: number;
	userId: number;
}

/** Neither changes while the same user has granted the access. */
const known = new Map<string, Promise<Self>>();
const MOST_KNOWN = 5_000;

/** @see https://www.amocrm.ru/developers/content/crm_platform/account-info */
async function ask(session: AccountSession): Promise<Self> {
	const account = await session.request({ method: 'GET', path: '/api/v4/account' });
	return { id: Number(account?.id), userId: Number(account?.current_user_id) };
}

export async function selfOf(session: AccountSession): Promise<Self> {
	const key = `${session.key}|${session.grantedBy ?? ''}`;
	const kept = known.get(key);
	if (kept) return await kept;
	const asked = ask(session);
	known.set(key, asked);
	if (known.size > MOST_KNOWN) known.delete(known.keys().next().value ?? '');
	asked.catch(() => {
		if (known.get(key) === asked) known.delete(key);
	});
	return await asked;
}
