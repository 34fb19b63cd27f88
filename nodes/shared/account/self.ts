import type { AccountSession } from './session';

/** The account of a session, and in whose name it acts there. */
export interface Self {
	id: number;
	userId: number;
}

/** Neither changes while the authorisation is the same. */
const known = new Map<string, Promise<Self>>();

/** @see https://www.amocrm.ru/developers/content/crm_platform/account-info */
async function ask(session: AccountSession): Promise<Self> {
	const account = await session.request({ method: 'GET', path: '/api/v4/account' });
	return { id: Number(account?.id), userId: Number(account?.current_user_id) };
}

export async function selfOf(session: AccountSession): Promise<Self> {
	const kept = known.get(session.key);
	if (kept) return await kept;
	const asked = ask(session);
	known.set(session.key, asked);
	asked.catch(() => known.delete(session.key));
	return await asked;
}
